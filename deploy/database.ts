/** The database of this process: the one that `DATABASE_URL` names, else a PostgreSQL of our own. */
import { Client } from "pg";
import { openPostgres, type Postgres } from "#shared/postgres/postgres.ts";
import { StartupError } from "./exit.ts";

interface DatabaseOptions {
  /** Where ours lies. */
  dataDir: string;
  /** `DATABASE_URL`, when it is set. */
  url: string | undefined;
  log(line: string): void;
}

/** @throws {StartupError} when the database does not answer */
export async function openDatabase({ dataDir, url, log }: DatabaseOptions): Promise<Postgres> {
  if (url === undefined) return openPostgres({ dataDir, log });
  await ask(url);
  return { url, async [Symbol.asyncDispose]() {} };
}

async function ask(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
  client.on("error", () => {}); // a lost connection rejects the query; unheard, the event would end the process
  try {
    await client.connect();
    await client.query("select");
  } catch (error) {
    // Never the URL: it carries the password.
    const { message, code } = error as Error & { code?: string };
    const database = `${client.database} at ${client.host}:${client.port}`;
    throw new StartupError(`The database ${database}, which DATABASE_URL names, cannot be used: ${message || code}`);
  } finally {
    await client.end().catch(() => {});
  }
}
