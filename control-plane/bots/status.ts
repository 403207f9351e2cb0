/** How bots are doing right now: as their runtime last told, and as the database remembers. */
import type { PollReport, PollReports } from "#shared/coordination/coordination.ts";
import type { Bot } from "#shared/db/entities/bot.ts";
import type * as Api from "#shared/schemas/bot.ts";
import { trialChannel } from "#shared/schemas/channel.ts";
import type { Scope } from "../http/route.ts";

/** @returns a status for each of `bots` that `em` may see, by id */
export async function statusOf(
  { em }: Pick<Scope, "em">,
  bots: readonly (Pick<Bot, "id"> & Switched)[],
  polls: PollReports,
): Promise<Map<string, Api.BotStatus>> {
  const ids = bots.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const reportOf = await reportsOf(bots, polls);
  const [pending, errors] = await Promise.all([countPending(em, ids), lastErrors(em, ids)]);
  return new Map(
    bots.map((bot) => [
      bot.id,
      composeStatus(bot, {
        report: reportOf(bot.id),
        pending: pending.get(bot.id) ?? 0,
        error: errors.get(bot.id) ?? null,
      }),
    ]),
  );
}

/** What a bot's runtime last told: `null` when it has told nothing yet, `unknown` while Redis is away. */
export type Report = PollReport | null | "unknown";

/** @returns what is told of each bot, by its id */
export async function reportsOf(
  bots: readonly Pick<Bot, "id">[],
  polls: PollReports,
): Promise<(botId: string) => Report> {
  const reports = await polls.get(bots.map(({ id }) => id)).catch(() => null);
  return (botId) => (reports ? (reports.get(botId) ?? null) : "unknown");
}

interface Known {
  report: Report;
  /** Updates stored and not yet done. */
  pending: number;
  /** As the database remembers. */
  error: Api.BotError | null;
}

interface Switched {
  isActive: boolean;
  hasToken: boolean;
}

/**
 * A bot that is switched off is stopped whatever its runtime has last told, one without a token is unconnected; one
 * nobody has told about is starting.
 */
export function stateOf({ isActive, hasToken }: Switched, report: Report): Api.BotState {
  if (!isActive) return "stopped";
  if (!hasToken) return "unconnected";
  return report === "unknown" ? "unknown" : (report?.state ?? "starting");
}

export function composeStatus(bot: Switched, known: Known): Api.BotStatus {
  const { pending, error } = known;
  const report = known.report === "unknown" ? null : known.report;
  return {
    state: stateOf(bot, known.report),
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
    "select bot_id, count(*)::int as pending from inbox where bot_id = any(?) and done_at is null and channel <> ? group by bot_id",
    [`{${ids.join(",")}}`, trialChannel],
  );
  return new Map(rows.map(({ bot_id, pending }) => [bot_id, pending]));
}

async function lastErrors(em: Scope["em"], ids: string[]): Promise<Map<string, Api.BotError>> {
  const rows = await em.execute<(Omit<Api.BotError, "at"> & { bot_id: string; at_ms: number })[]>(
    "select bot_id, code, message, (extract(epoch from at) * 1000)::float8 as at_ms from bot_errors where bot_id = any(?)",
    [`{${ids.join(",")}}`],
  );
  return new Map(rows.map(({ bot_id, at_ms, ...error }) => [bot_id, { ...error, at: new Date(at_ms).toISOString() }]));
}
