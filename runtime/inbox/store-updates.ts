/** Puts what a channel brought into the inbox: once this resolves it is committed, and may be confirmed. */
import type { Update } from "grammy/types";
import type { Addresses } from "../addresses/addresses.ts";
import { holdsLong } from "../addresses/exact-ids.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { type Committer, Refused } from "../committer/committer.ts";
import type { Job } from "../dispatcher/job.ts";
import { freshJob, now } from "./fresh-job.ts";
import { laneOf } from "./lane.ts";

interface Deps {
  bot: ServedBot;
  committer: Committer;
  addresses: Addresses;
}

export interface StoredUpdates {
  /** How many were not there before. */
  fresh: number;
  /** What is to be handled, with its lane, in the order it came. */
  jobs: { lane: string; job: Job }[];
}

/**
 * @param onUnstorable told of an update that cannot be stored, now or ever: it must not keep back the rest
 * @throws {Fenced} when the bot is no longer ours
 */
export async function storeUpdates(
  deps: Deps,
  updates: readonly Update[],
  onUnstorable: (error: Refused, update: Update) => void,
): Promise<StoredUpdates> {
  if (updates.length === 0) return { fresh: 0, jobs: [] };
  if (updates.some(holdsLong)) await deps.addresses.takeIn(deps.bot.id, updates);
  try {
    return await storeTogether(deps, updates);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const [only] = updates;
    if (updates.length === 1) {
      onUnstorable(error, only!);
      return { fresh: 0, jobs: [] };
    }
    const all: StoredUpdates = { fresh: 0, jobs: [] };
    for (const update of updates) {
      const { fresh, jobs } = await storeUpdates(deps, [update], onUnstorable);
      all.fresh += fresh;
      all.jobs.push(...jobs);
    }
    return all;
  }
}

async function storeTogether({ bot, committer }: Deps, updates: readonly Update[]): Promise<StoredUpdates> {
  const arrival = now();
  const records = updates.map((update) => ({
    shard: bot.tenure.shard,
    bot_id: bot.id,
    tenant_id: bot.tenantId,
    update_id: update.update_id,
    lane: laneOf(update),
    channel: bot.channel,
    payload: update,
  }));
  const stored = await committer.commit(bot.tenure, { updates: records });
  const jobs: StoredUpdates["jobs"] = [];
  for (const [n, each] of stored.entries()) {
    const record = records[n]!;
    if (each.fresh && each.pending) jobs.push({ lane: record.lane, job: freshJob(record, each, arrival) });
  }
  return { fresh: stored.filter(({ fresh }) => fresh).length, jobs };
}
