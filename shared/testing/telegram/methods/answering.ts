/** answer*: a query waits for its answer only for a while. */
import type { Method, Methods } from "../method.ts";

const answers =
  (idField: string): Method =>
  ({ bot, params }) => {
    bot.openQueries.answer(params.text(idField), params);
    return true;
  };

export const answeringMethods: Methods = {
  answerCallbackQuery: answers("callback_query_id"),
  answerInlineQuery: answers("inline_query_id"),
  answerShippingQuery: answers("shipping_query_id"),
  answerPreCheckoutQuery: answers("pre_checkout_query_id"),
  answerGuestQuery: answers("guest_query_id"),
  answerChatJoinRequestQuery: answers("chat_join_request_query_id"),
  answerWidgetQuery: answers("widget_query_id"),
};
