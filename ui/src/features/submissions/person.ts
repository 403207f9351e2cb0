/** Who filled in a form, as far as Telegram told. */
import type { Submission } from "#shared/schemas/submission.ts";

type Named = Pick<Submission, "telegramFirstName" | "telegramUsername" | "externalId">;

/** @returns a name, else a username, else a number; `null` where nobody is known */
export function personOf({ telegramFirstName, telegramUsername, externalId }: Named): string | null {
  const username = telegramUsername ? `@${telegramUsername}` : "";
  return telegramFirstName?.trim() || username || externalId;
}
