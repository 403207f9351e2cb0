/** Answers /connect: the chat in which somebody sends the code of a form's page is where that form's answers go. */
import type { MiddlewareFn } from "grammy";
import type { Chat } from "grammy/types";
import { readConnectCode } from "#shared/connect-code.ts";
import { plainText } from "#shared/db/plain-text.ts";
import type { Addresses } from "../../addresses/addresses.ts";
import { commandOf } from "../../speaking/addressed.ts";
import type { BotContext } from "../../speaking/context.ts";
import type { ConnectCodes } from "./connect-codes.ts";

interface Deps {
  codes: ConnectCodes;
  addresses: Addresses;
}

export function connecting(deps: Deps): MiddlewareFn<BotContext> {
  return (ctx, next) => {
    const invocation = ctx.message ? commandOf(ctx.message, ctx.me) : null;
    if (!ctx.chat || !invocation || invocation === "other" || invocation.name !== "connect") return next();
    const code = readConnectCode(invocation.args);
    // A bot may have a command of that name, for whatever else.
    if (code === null && ctx.bot.commands.has("connect")) return next();
    return answer(ctx, ctx.chat, code, deps);
  };
}

async function answer(ctx: BotContext, chat: Chat, code: string | null, deps: Deps): Promise<void> {
  if (code === null) return ctx.say(ctx.t("connect-how"));
  if (ctx.turn.isTrial) return ctx.say(ctx.t("connect-not-here"));
  const formName = await connect(ctx, chat, code, deps);
  await ctx.say(formName === null ? ctx.t("connect-wrong") : ctx.t("connect-done", { form: formName }));
}

/** Committed before it is said: of two chats with one code the first has it. @returns the form's name */
async function connect({ turn, from }: BotContext, chat: Chat, code: string, { codes, addresses }: Deps) {
  const { seq } = turn.job;
  const found = await codes.find(turn.bot.id, code, seq);
  if (!found) return null;
  const { id, formId, formName } = found;
  const externalOf = await addresses.externals(turn.bot.id, [chat.id]);
  const chat_title = plainText(titleOf(chat) || externalOf(chat.id));
  const connection = { id, form_id: formId, inbox_seq: seq, chat_id: chat.id, chat_title };
  await turn.writeNow({ connections: [connection] });
  if (!(await codes.wasUsedBy(id, seq))) return null;
  // What is sent here without anybody asking is in the language of who connected it.
  turn.change({ context: { ...turn.conversation.context, languageCode: from?.language_code ?? null } });
  return formName;
}

const titleOf = (chat: Chat): string => chat.title || [chat.first_name, chat.last_name].filter(Boolean).join(" ");
