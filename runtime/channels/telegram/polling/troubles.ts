/** What can be wrong with a bot's polling, as its page tells it. */
import type { BotState } from "#shared/schemas/bot.ts";
import type { Trouble } from "../../../turn/refusal.ts";

/** `state`: how the bot is doing then; absent when that is as before. */
export interface PollTrouble extends Trouble {
  readonly state?: BotState;
}

export const unreachable = (reason: string): PollTrouble => ({
  state: "unreachable",
  code: "telegram_unreachable",
  message: `Telegram cannot be reached (${reason}); trying again by itself`,
});

export const revoked: PollTrouble = {
  state: "revoked",
  code: "token_revoked",
  message:
    "Telegram no longer accepts this token: get the current one from @BotFather and put it in under Settings. It is asked again once an hour",
};

export const foreignWebhook: PollTrouble = {
  state: "conflict",
  code: "webhook_set",
  message:
    "Another program has set a webhook for this bot, so Telegram gives us nothing: remove it, or revoke the token",
};

export const foreignPoller: PollTrouble = {
  state: "conflict",
  code: "telegram_conflict",
  message: "Another program polls with this bot's token: stop it there, or revoke the token and put in the new one",
};

export const limited = (waitMs: number): PollTrouble => ({
  code: "telegram_limited",
  message: `Telegram asks us to wait ${Math.ceil(waitMs / 1000)} s`,
});
