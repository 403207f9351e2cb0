/** A committer's connection to PostgreSQL. What is asked next leaves at once, also before the last answer has come. */
import { Client, type QueryConfig, type QueryResult, type QueryResultRow } from "pg";
import { session } from "./statement.ts";

export class Connection {
  /** The number of the last commit on it that has happened; 0 before the first. */
  happened = 0;
  readonly #client: Client;
  readonly #opened: Promise<void>;

  /** @param onLost called when it can be used no more */
  constructor(databaseUrl: string, onLost: () => void) {
    this.#client = new Client({
      connectionString: databaseUrl,
      application_name: "botfactory-committer",
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      keepAlive: true,
      pipeline: true,
    });
    this.#client.on("error", onLost);
    this.#opened = this.#open();
    // Who asks something hears of it.
    this.#opened.catch(() => {});
  }

  /** Asked, and answered, in the order of the calls. @throws what `pg` does */
  async query<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>> {
    await this.#opened;
    return this.#client.query<Row>(query);
  }

  async close(): Promise<void> {
    await this.#opened.catch(() => {});
    await this.#client.end().catch(() => {});
  }

  async #open(): Promise<void> {
    await this.#client.connect();
    await this.#client.query(session);
  }
}
