/** How bots are doing right now: as their runtime last told, and as the database remembers. */
import type { PollReport, PollReports } from "#shared/coordination/coordination.ts";
import type { Bot } from "#shared/db/entities/bot.ts";
import { BotError } from "#shared/db/entities/bot-error.ts";
import type * as Api from "#shared/schemas/bot.ts";
import type { Scope } from "../http/route.ts";

/** @returns a status for each of `bots`, by id */
export async function statusOf(
  { em }: Pick<Scope, "em">,
  bots: readonly Bot[],
  polls: PollReports,
): Promise<Map<string, Api.BotStatus>> {
  const ids = bots.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const [reports, pending, errors] = await Promise.all([polls.get(ids), countPending(em, ids), lastErrors(em, ids)]);
  return new Map(
    bots.map((bot) => [
      bot.id,
      composeStatus(bot, {
        report: reports.get(bot.id) ?? null,
        pending: pending.get(bot.id) ?? 0,
        error: errors.get(bot.id) ?? null,
      }),
    ]),
  );
}

interface Known {
  report: PollReport | null;
  /** Updates stored and not yet done. */
  pending: number;
  /** As the database remembers. */
  error: Api.BotError | null;
}

/** A bot that is switched off is stopped whatever its runtime has last told; one nobody has told about is starting. */
export function composeStatus({ isActive }: Pick<Bot, "isActive">, { report, pending, error }: Known): Api.BotStatus {
  return {
    state: isActive ? (report?.state ?? "starting") : "stopped",
    lastPollAt: report?.lastPollAt ? new Date(report.lastPollAt).toISOString() : null,
    pending,
    lastError: newer(report?.lastError ?? null, error),
  };
}

function newer(one: Api.BotError | null, other: Api.BotError | null): Api.BotError | null {
  if (!one || !other) return one ?? other;
  return Date.parse(one.at) >= Date.parse(other.at) ? one : other;
}

async function countPending(em: Scope["em"], ids: string[]): Promise<Map<string, number>> {
  const rows = await em.execute<{ bot_id: string; pending: number }[]>(
    "select bot_id, count(*)::int as pending from inbox where bot_id = any(?) and done_at is null group by bot_id",
    [`{${ids.join(",")}}`],
  );
  return new Map(rows.map(({ bot_id, pending }) => [bot_id, pending]));
}

async function lastErrors(em: Scope["em"], ids: string[]): Promise<Map<string, Api.BotError>> {
  const found = await em.find(BotError, { bot: { $in: ids } });
  return new Map(found.map(({ bot, code, message, at }) => [bot.id, { code, message, at: at.toISOString() }]));
}
