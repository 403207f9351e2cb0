/** PostgreSQL cannot be started or reached. The message is one sentence for people; it carries no password. */
import { StartupError } from "#shared/lifecycle/startup-error.ts";

export class PostgresUnavailable extends StartupError {
  override readonly name = "PostgresUnavailable";
}
