/** PostgreSQL cannot be started or reached. The message is one sentence for people; it carries no password. */
import { StartupError } from "#shared/lifecycle/startup-error.ts";

export class PostgresUnavailable extends StartupError {
  override readonly name = "PostgresUnavailable";
}

/** It ran, ended, and could not be had again: so the program ends, with a code by which that is told from all else. */
export class PostgresLost extends StartupError {
  override readonly name = "PostgresLost";
  override readonly exitCode = 69;
}
