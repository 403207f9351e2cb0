/** Questions, forms and settings for tests: what a test does not care about is filled in. */
import { answerKindOf } from "#shared/schemas/field-types.ts";
import { Field, type FieldOf, type FieldType } from "#shared/schemas/form.ts";
import type { Say } from "#shared/sentences/sentences.ts";
import { telegramSurface } from "../../channels/telegram/surface.ts";
import type { Setting } from "../fields/kind.ts";
import { beginRun, type FormRun } from "../form-run.ts";

export function field<Type extends FieldType>(type: Type, given: Record<string, unknown> = {}): FieldOf<Type> {
  const options = /^options?$/.test(answerKindOf(type)) ? { options: ["Red", "Green", "Blue"] } : {};
  return Field.parse({ type, name: type, label: `Your ${type}?`, ...options, ...given }) as FieldOf<Type>;
}

export const setting = (given: Partial<Setting> = {}): Setting => ({
  today: "2026-11-25",
  language: "en",
  defaultCountry: null,
  isPrivate: true,
  surface: telegramSurface,
  fill: (template) => template,
  ...given,
});

export const started = (fields: Field[], given: Partial<Setting> = {}): FormRun =>
  beginRun(
    {
      id: "run1",
      owner: 7,
      form: { id: "form", name: "A form", version: 1, fields, defaultCountry: null },
      startParameter: null,
      submissionId: "submission",
      startedAt: "2026-11-25T12:00:00.000Z",
    },
    setting(given),
  );

/** Says a sentence's name and what is in it. */
export const say: Say = (id, args = {}) => [id, ...Object.values(args)].join(" ");
