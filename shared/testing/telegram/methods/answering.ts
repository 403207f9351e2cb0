/** answer*: a query waits for its answer only for a while. An answer that Telegram could not show is refused. */
import { randomInt } from "node:crypto";
import { badRequest } from "#shared/telegram/api-error.ts";
import { isRecord, type Params } from "#shared/telegram/params.ts";
import type { Method, Methods } from "../method.ts";
import { widgetData } from "./widgets.ts";

interface Rules {
  /** @throws {ApiError} 400 */
  check?(params: Params): void;
  /** By default `true`. */
  result?(): unknown;
}

const answers =
  (idField: string, { check, result = () => true }: Rules = {}): Method =>
  ({ bot, params }) => {
    check?.(params);
    bot.openQueries.answer(params.text(idField), params);
    return result();
  };

const mostNotice = 200;
const mostResults = 50;
const mostOffsetBytes = 64;

/** A refusal says why. */
function checkout(params: Params): void {
  if (!params.flag("ok") && !params.has("error_message")) throw badRequest("there is no error message specified");
}

function shipping(params: Params): void {
  checkout(params);
  if (params.flag("ok") && !params.has("shipping_options")) throw badRequest("there are no shipping options specified");
}

function inline(params: Params): void {
  const results = params.json("results");
  if (!Array.isArray(results)) throw badRequest("can't parse inline query results: expected an Array");
  if (results.length > mostResults) throw badRequest("RESULTS_TOO_MUCH");
  for (const result of results) checkResult(result);
  if (Buffer.byteLength(params.text("next_offset")) > mostOffsetBytes) throw badRequest("NEXT_OFFSET_INVALID");
}

function checkResult(result: unknown): void {
  if (!isRecord(result) || typeof result.type !== "string") throw badRequest("can't parse inline query result");
  const { type, id, title, input_message_content } = result;
  if (typeof id !== "string" || id === "" || Buffer.byteLength(id) > 64) throw badRequest("RESULT_ID_INVALID");
  if (type !== "article") return;
  if (typeof title !== "string" || title === "") throw badRequest("ARTICLE_TITLE_EMPTY");
  if (!isRecord(input_message_content)) throw badRequest("message content is not specified");
}

function guest(params: Params): void {
  checkResult(params.json("result"));
}

function joinRequest(params: Params): void {
  if (!["approve", "decline", "queue"].includes(params.text("result"))) throw badRequest("invalid result specified");
}

export const answeringMethods: Methods = {
  answerCallbackQuery: answers("callback_query_id", {
    check(params) {
      if (params.text("text").length > mostNotice) throw badRequest("MESSAGE_TOO_LONG");
    },
  }),
  answerInlineQuery: answers("inline_query_id", { check: inline }),
  answerShippingQuery: answers("shipping_query_id", { check: shipping }),
  answerPreCheckoutQuery: answers("pre_checkout_query_id", { check: checkout }),
  answerGuestQuery: answers("guest_query_id", {
    check: guest,
    result: () => ({ inline_message_id: `guest-${randomInt(2 ** 47)}` }),
  }),
  answerChatJoinRequestQuery: answers("chat_join_request_query_id", { check: joinRequest }),
};

/** Since Bot API 10.4. */
export const widgetAnswers: Methods = {
  answerWidgetQuery: answers("widget_query_id", { check: (params) => void widgetData(params, "data") }),
};
