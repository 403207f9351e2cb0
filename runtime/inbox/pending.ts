/** Reads back from the inbox what is not done yet. Lanes that are asked for at the same time are read together. */
import type { Pool } from "pg";
import { notHeldBack } from "#shared/inbox/held-back.ts";
import { batched } from "#shared/lifecycle/batched.ts";
import type { Job } from "../dispatcher/job.ts";

interface Wanted {
  botId: string;
  lane: string;
  afterSeq: number;
  limit: number;
}

interface Row {
  n: number;
  seq: number;
  updateId: number;
  channel: string;
  update: object;
  size: number;
  receivedAt: Date;
  attempts: number;
  ageMs: number;
  waitMs: number | null;
  memo: Record<string, unknown> | null;
  more: boolean;
}

export interface Pending {
  readonly jobs: Job[];
  /** Whether there may be more behind them. */
  readonly more: boolean;
}

/** What is read of a lane at once, in bytes of JSON: the first update always, however large. */
const bytesPerLane = 64 * 1024;
/** Lanes that are read at once. */
const lanesAtOnce = 64;

/** @returns reads a lane's pending updates after `afterSeq`, oldest first */
export const createPending = (pool: Pool): ((wanted: Wanted) => Promise<Pending>) =>
  batched(
    async (wanted) => {
      const { rows } = await pool.query<Row>({
        name: "pending",
        text: `select wanted.n::int as n, job.seq::float8 as seq, update_id::float8 as "updateId", channel, payload as update,
            received_at as "receivedAt", attempts, memo, bytes::int as size, place = wanted.most or up_to < total as more,
            -- What is tried again has waited since it is.
            extract(epoch from now() - least(coalesce(${notHeldBack("not_before")}, received_at), now()))::float8 * 1000 as "ageMs",
            extract(epoch from ${notHeldBack("not_before")} - now())::float8 * 1000 as "waitMs"
          from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[]) with ordinality
            as wanted(bot_id, lane, after_seq, most, n)
          cross join lateral (
            select found.*, row_number() over seqs as place, sum(bytes) over seqs as up_to, sum(bytes) over () as total
            from (
              select *, octet_length(payload::text) as bytes from inbox
              where bot_id = wanted.bot_id and lane = wanted.lane and done_at is null and seq > wanted.after_seq
              order by seq limit wanted.most
            ) as found
            window seqs as (order by seq)
          ) as job
          where place = 1 or up_to <= $5
          order by n, seq`,
        values: [
          wanted.map(({ botId }) => botId),
          wanted.map(({ lane }) => lane),
          wanted.map(({ afterSeq }) => afterSeq),
          wanted.map(({ limit }) => limit),
          bytesPerLane,
        ],
      });
      const read = wanted.map(() => ({ jobs: [] as Job[], more: false }));
      for (const { n, more, ...row } of rows) {
        const lane = read[n - 1]!;
        lane.jobs.push(jobOf(row));
        lane.more = more;
      }
      return read;
    },
    // A lane's name is the database's own: what it refuses is nobody's fault.
    { most: lanesAtOnce },
  );

function jobOf({ receivedAt, ageMs, waitMs, memo, ...row }: Omit<Row, "n" | "more">): Job {
  return {
    ...row,
    receivedAt: receivedAt.getTime(),
    waitingSince: performance.now() - ageMs,
    notBefore: performance.now() + Math.max(waitMs ?? 0, 0),
    memo: memo ?? {},
    // Somebody may have begun to handle it before us.
    again: true,
  };
}
