/** The questions of forms as they were when somebody began to fill them in. A version never changes, so it is read once. */
import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import type { Field } from "#shared/schemas/form.ts";
import type { BotConfig } from "../bots/bot-config.ts";

export interface FormVersions {
  /** @returns `null` when the form is gone */
  questionsOf(bot: Pick<BotConfig, "forms">, form: { id: string; version: number }): Promise<readonly Field[] | null>;
}

/** @param maxSize in characters of JSON */
export function createFormVersions({
  pool,
  maxSize = 32 * 1024 * 1024,
}: {
  pool: Pool;
  maxSize?: number;
}): FormVersions {
  const cache = new LRUCache<string, readonly Field[]>({ maxSize });
  return {
    async questionsOf(bot, { id, version }) {
      const current = bot.forms.get(id);
      if (current?.version === version) return current.fields;
      const key = `${id}:${version}`;
      const known = cache.get(key);
      if (known) return known;
      const { rows } = await pool.query<{ fields: string }>({
        name: "questions",
        text: "select fields::text as fields from form_versions where form_id = $1 and version = $2",
        values: [id, version],
      });
      const [found] = rows;
      if (!found) return null;
      const fields = JSON.parse(found.fields) as Field[];
      cache.set(key, fields, { size: found.fields.length });
      return fields;
    },
  };
}
