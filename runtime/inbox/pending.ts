/** Reads back from the inbox what is not done yet. */
import type { Pool } from "pg";
import { notHeldBack } from "../committer/held-back.ts";
import type { Job } from "../dispatcher/job.ts";

interface Row {
  seq: number;
  updateId: number;
  channel: string;
  update: object;
  receivedAt: Date;
  attempts: number;
  ageMs: number;
  waitMs: number | null;
  memo: Record<string, unknown> | null;
}

/** @returns the lane's pending updates after `afterSeq`, oldest first */
export async function loadPending(
  pool: Pool,
  { botId, lane, afterSeq, limit }: { botId: string; lane: string; afterSeq: number; limit: number },
): Promise<Job[]> {
  const { rows } = await pool.query<Row>({
    name: "pending",
    text: `select seq::float8 as seq, update_id::float8 as "updateId", channel, payload as update,
             received_at as "receivedAt", attempts, memo,
             -- What is tried again has waited since it is.
             extract(epoch from now() - least(coalesce(${notHeldBack("not_before")}, received_at), now()))::float8 * 1000 as "ageMs",
             extract(epoch from ${notHeldBack("not_before")} - now())::float8 * 1000 as "waitMs"
           from inbox where bot_id = $1 and lane = $2 and done_at is null and seq > $3 order by seq limit $4`,
    values: [botId, lane, afterSeq, limit],
  });
  return rows.map(({ receivedAt, ageMs, waitMs, memo, ...row }) => ({
    ...row,
    receivedAt: receivedAt.getTime(),
    waitingSince: performance.now() - ageMs,
    notBefore: performance.now() + Math.max(waitMs ?? 0, 0),
    memo: memo ?? {},
    // Somebody may have begun to handle it before us.
    again: true,
  }));
}
