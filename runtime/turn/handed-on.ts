/**
 * What a turn hands on: orders to the bot itself, each of which becomes a job of its own. They are stored with the turn's
 * end, once, however often the turn is made.
 */
import { firstHandedOn, firstHeldBack } from "#shared/inbox/handed-on.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Stored, UpdateRecord } from "../committer/sections/updates.ts";
import type { Job } from "../dispatcher/job.ts";
import { freshJob, now } from "../inbox/fresh-job.ts";
import { isSlowLane } from "../inbox/lane.ts";
import type { Order } from "./order.ts";

const mostHandedOn = 4;

export class HandedOn {
  readonly records: UpdateRecord[] = [];

  /** @param job the one that hands on: what it came from goes along. @param lane where the order waits */
  add(bot: ServedBot, job: Job, order: Order, lane: string): void {
    if (this.records.length === mostHandedOn) throw new Error(`A turn hands on ${mostHandedOn} orders at most`);
    // The same each time that the turn is made.
    const n = job.seq * mostHandedOn + this.records.length + 1;
    // A whole chat cannot wait for a runtime that knows what is in it.
    const update_id = (isSlowLane(lane) ? firstHeldBack : firstHandedOn) - n;
    this.records.push({
      shard: bot.tenure.shard,
      bot_id: bot.id,
      tenant_id: bot.tenantId,
      update_id,
      lane,
      channel: job.channel,
      payload: { ...job.update, update_id, botfactory: order },
    });
  }

  /** @param stored where each of them stands now, in order */
  jobs(stored: readonly Stored[]): { lane: string; job: Job }[] {
    const arrival = now();
    return stored.map((place, n) => {
      const record = this.records[n]!;
      return { lane: record.lane, job: freshJob(record, place, arrival) };
    });
  }
}
