/**
 * How long the database waits: for a lock, for a client that stands still in the middle of a transaction, and for one
 * of which nothing is heard any more. PostgreSQL's own answers are "for ever" and "two hours". Every connection is told
 * when it opens; as statements, since a pooler in between refuses what it does not know of when one connects.
 */
import type { ClientBase } from "pg";

interface Limits {
  /** For a lock, in milliseconds: longer, and the statement fails with `55P03`. */
  lockMs: number;
  /** Between two statements of a transaction, in milliseconds: longer, and the session ends, and its locks with it. */
  idleMs: number;
}

/** A host that has vanished is found out within half a minute. In seconds, but for the last. */
const vanished = `
  set tcp_keepalives_idle = 10;
  set tcp_keepalives_interval = 5;
  set tcp_keepalives_count = 3;
  set tcp_user_timeout = 30000`;

/** @returns the statements that say so */
export const timeLimits = ({ lockMs, idleMs }: Limits): string => `
  set lock_timeout = ${lockMs};
  set idle_in_transaction_session_timeout = ${idleMs};${vanished}`;

/** What a runtime or a control plane does for a person or an update that waits. */
export const usualLimits = timeLimits({ lockMs: 5_000, idleMs: 10_000 });

/** Of a client of `pg`: how it finds out by itself, in milliseconds. */
export const clientLimits = { connectionTimeoutMillis: 5_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** The same for a pool, with what its connections are told. */
export const poolLimits = (told: string = usualLimits) => ({
  ...clientLimits,
  onConnect: async (client: Pick<ClientBase, "query">): Promise<void> => {
    await client.query(told);
  },
});
