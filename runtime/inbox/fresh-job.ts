/** A job of what has just been stored, which nobody has to read back from the inbox. */
import { wallClock } from "#shared/lifecycle/wall-clock.ts";
import type { Stored, UpdateRecord } from "../committer/sections/updates.ts";
import type { Job } from "../dispatcher/job.ts";

/** When it came: in ms since the epoch, and by the monotonic clock. */
export interface Arrival {
  receivedAt: number;
  waitingSince: number;
}

export const now = (): Arrival => ({ receivedAt: wallClock.now(), waitingSince: performance.now() });

/** What an earlier handling has left of an update that is new. */
const nothing: Job["memo"] = {};

export const freshJob = (
  { update_id, channel, payload }: Pick<UpdateRecord, "update_id" | "channel" | "payload">,
  { seq, again }: Pick<Stored, "seq" | "again">,
  { receivedAt, waitingSince }: Arrival,
): Job => ({
  seq,
  updateId: update_id,
  channel,
  update: payload,
  receivedAt,
  waitingSince,
  attempts: 0,
  notBefore: 0,
  memo: nothing,
  again,
});
