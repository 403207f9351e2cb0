/** PostgreSQL cannot be started or reached. The message is one sentence for people; it carries no password. */
export class PostgresUnavailable extends Error {
  override readonly name = "PostgresUnavailable";
}
