/**
 * Edits of messages. One that answered a question of a form that is being filled in goes on to that form; any other ends
 * here, done: it is no new message, and counts for nothing.
 */
import type { MiddlewareFn } from "grammy";
import type { Message } from "grammy/types";
import { readStored } from "../../forms/form-session.ts";
import type { FormsContext } from "../../forms/forms-context.ts";
import { editedIn } from "../../forms/source.ts";
import { type Conversations, chatOf } from "../../turn/conversations.ts";
import type { SessionStates } from "../../turn/session-states.ts";
import { inOrder } from "../in-order.ts";

interface Deps {
  conversations: Conversations;
  sessionStates: SessionStates;
}

export function edits(
  { conversations, sessionStates }: Deps,
  ...concerned: MiddlewareFn<FormsContext>[]
): MiddlewareFn<FormsContext> {
  const form = inOrder(...concerned);
  const takeUp = async (ctx: FormsContext, message: Message) => {
    const { from, turn } = ctx;
    if (!ctx.bot.usesForms || !from) return;
    const who = { chatId: message.chat.id, userId: from.id };
    const { run } = readStored(await sessionStates.find(turn.bot, who), turn.job.receivedAt);
    if (!run || !editedIn(run, message)) return;
    const conversation = await conversations.find(turn.bot, chatOf(message.chat));
    if (!conversation.exists) return;
    turn.converse(conversation, null);
    await form(ctx, async () => {});
  };
  return (ctx, next) => (ctx.editedMessage ? takeUp(ctx, ctx.editedMessage) : next());
}
