/**
 * The calls of a turn in a test chat, answered in Telegram's place. Nothing leaves, and nothing is asked of the bot's
 * token.
 */
import type { Update } from "grammy/types";
import { ApiError } from "#shared/telegram/api-error.ts";
import type { ApiCall } from "../../turn/api-call.ts";
import type { Turn } from "../../turn/turn.ts";
import type { PreviewStage } from "./preview-stage.ts";
import { takeUploads } from "./uploads.ts";

/** What shows for a moment is shown as often as it is asked for. */
const passing = new Set(["sendChatAction", "sendMessageDraft", "sendRichMessageDraft"]);

export function preview(turn: Pick<Turn, "bot" | "job">, stage: PreviewStage): ApiCall {
  const caller = { bot: turn.bot, personId: personIn(turn.job.update) };
  /** How many calls of each method were taken. A second handling makes the same ones, and so names them the same. */
  const taken = new Map<string, number>();

  return async (method, payload) => {
    const nth = (taken.get(method) ?? 0) + 1;
    const name = passing.has(method) ? null : `${turn.job.seq}:${method}:${nth}`;
    try {
      const result = await stage.call(caller, { method, ...(await takeUploads(payload)), name });
      taken.set(method, nth);
      return { ok: true, result };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status, message, parameters } = error;
      return { ok: false, error_code: status, description: message, ...(parameters && { parameters }) };
    }
  };
}

/** Whose test chat an update came from; 0 when it is none's. */
export function personIn(update: object): number {
  const { message, edited_message, callback_query } = update as Update;
  return (message ?? edited_message ?? callback_query)?.from?.id ?? 0;
}
