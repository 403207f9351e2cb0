/**
 * A committer's connection to PostgreSQL. What is asked next leaves at once, also before the last answer has come.
 *
 * A committer has one at a time, also in the database's eyes. What was sent on one that was given up may still be on its
 * way, and arrive when a network heals, after newer state was written on another: so each holds a lock that only one
 * can, from before its first commit, and whoever opens the next has the backend ended that still holds it.
 */
import { Socket } from "node:net";
import { Client, type QueryConfig, type QueryResult, type QueryResultRow } from "pg";
import { clientLimits } from "#shared/db/time-limits.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import { session } from "./statement.ts";

interface Options {
  databaseUrl: string;
  /** Who we are in `shards.owner`. */
  owner: string;
  /** The key of an advisory lock: one for all connections of a committer, and nobody else's. */
  lock: bigint;
  /** Called when it can be used no more. */
  onLost(): void;
}

/** How long the backend of the connection before may take to end, in milliseconds. */
const endingMs = 5_000;
/** How long saying goodbye may take, in milliseconds. */
const goodbyeMs = 1_000;

export class Connection {
  /** The number of the last commit on it that has happened; 0 before the first. */
  happened = 0;
  readonly #client: Client;
  readonly #socket = new Socket();
  readonly #opened: Promise<void>;
  /** As the last statement that left will find it. */
  #lockMs: number | null = null;

  constructor({ databaseUrl, owner, lock, onLost }: Options) {
    this.#client = new Client({
      ...clientLimits,
      connectionString: databaseUrl,
      // The assigner knows by it whose it is.
      application_name: `botfactory ${owner}`,
      query_timeout: 30_000,
      pipeline: true,
      stream: () => this.#socket,
    });
    this.#client.on("error", onLost);
    this.#opened = this.#open(lock);
    // Who asks something hears of it.
    this.#opened.catch(() => {});
  }

  /**
   * Asked, and answered, in the order of the calls.
   *
   * @param lockMs how long it may wait for a lock, in milliseconds
   * @throws what `pg` does
   */
  async query<Row extends QueryResultRow>(query: QueryConfig, lockMs: number): Promise<QueryResult<Row>> {
    await this.#opened;
    if (this.#lockMs !== lockMs) {
      this.#lockMs = lockMs;
      // What breaks here breaks the statement behind it too.
      this.#client.query(`set lock_timeout = ${lockMs}`).catch(() => {});
    }
    return this.#client.query<Row>(query);
  }

  /** Lets go of it, without a word: whatever hangs would keep us waiting. */
  giveUp(): void {
    this.#socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new AbortController();
    const goodbye = this.#opened
      .then(() => this.#client.end())
      .catch(() => {})
      .finally(() => closed.abort());
    await Promise.race([goodbye, sleep(goodbyeMs, closed.signal)]);
    this.giveUp();
  }

  async #open(lock: bigint): Promise<void> {
    try {
      await this.#client.connect();
      await this.#client.query(session);
      await this.#fence(String(lock));
    } catch (cause) {
      this.giveUp();
      // Not the database's own error: that would be taken for one about the rows that wait to be written.
      throw new Error(`No connection to the database: ${(cause as Error).message}`, { cause });
    }
  }

  async #fence(lock: string): Promise<void> {
    const { rows } = await this.#client.query<{ ours: boolean }>("select pg_try_advisory_lock($1) as ours", [lock]);
    if (rows[0]!.ours) return;
    await this.#client.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and granted and objsubid = 1 and pid <> pg_backend_pid()
         and database = (select oid from pg_database where datname = current_database())
         and (classid::bigint << 32 | objid::bigint) = $1::bigint`,
      [lock],
    );
    await this.#client.query(`set lock_timeout = ${endingMs}`);
    await this.#client.query("select pg_advisory_lock($1)", [lock]);
  }
}
