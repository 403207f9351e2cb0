/** Asks a database whether it is there, before anything is built on it. */
import { Client } from "pg";
import { StartupError } from "#shared/lifecycle/startup-error.ts";

/**
 * @param url as `DATABASE_URL`
 * @throws {StartupError} when the database does not answer
 */
export async function ensureReachable(url: string): Promise<void> {
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
