/** What people say to each other in a group where the bot listens: the pipeline lets it pass (`conversing`). */
import type { Update } from "grammy/types";
import { identityOf } from "../bots/bot-identity.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Job } from "../dispatcher/job.ts";
import { isForUs } from "../speaking/addressed.ts";

/** Never throws: what makes no sense is no talk. */
export function isOthersTalk(bot: ServedBot, { update }: Pick<Job, "update">): boolean {
  const { message } = update as Update;
  if ("botfactory" in update || message === undefined) return false;
  try {
    return !isForUs(message, identityOf(bot));
  } catch {
    return false;
  }
}
