/**
 * A command that asks the tenant's webhook what to say. It waits for it in a job of its own, so that the chat goes on
 * meanwhile; while somebody may take the bot over who does not know such jobs, it waits in the chat. Without an answer in
 * time the bot says its fallback.
 */
import { GrammyError, type MiddlewareFn } from "grammy";
import { background } from "#shared/lifecycle/background.ts";
import type { CommandAnswer } from "#shared/schemas/webhook-answer.ts";
import type { Addresses } from "../addresses/addresses.ts";
import { showTyping } from "../ai/model-asker.ts";
import type { FormsContext } from "../forms/forms-context.ts";
import { openForm } from "../forms/open-form.ts";
import { slowLane } from "../inbox/lane.ts";
import type { Invocation } from "../speaking/addressed.ts";
import { joinConversation, stillJoined } from "../speaking/joining.ts";
import { type Conversations, chatOf } from "../turn/conversations.ts";
import { type HandingOn, inItsTurn } from "../turn/handing-on.ts";
import { type Order, orderOf } from "../turn/order.ts";
import type { Asked, AskWebhook } from "../webhooks/ask-webhook.ts";
import { inOrder } from "./in-order.ts";
import { showMenu } from "./stages/menus.ts";

/** What a command has asked; `asked` is `seq` in the inbox of the update that it came by. */
type Question = Pick<Order<"webhook">, "asked" | "name" | "args">;

/** Asks a webhook for an update, once however often that is handled: what was shown is shown again, and nothing else. */
export type AskWebhookNow = (ctx: FormsContext, url: string, question: Question) => Promise<Asked>;

export function webhookAsker({ ask, addresses }: { ask: AskWebhook; addresses: Addresses }): AskWebhookNow {
  return (ctx, url, question) =>
    ctx.turn.once("webhook", async (): Promise<Asked> => {
      await using _typing = background((signal) => showTyping(ctx, signal));
      const { bot, life } = ctx.turn;
      const payload = await payloadOf(ctx, question, addresses);
      // Awaited here: otherwise the typing would end at once.
      return await ask(
        question.asked,
        { tenantId: bot.tenantId, botId: bot.id, event: "command", url, payload },
        life.signal,
      );
    });
}

/** Has the webhook of a command asked, and what it says shown. */
export type RunWebhook = (ctx: FormsContext, url: string, invocation: Invocation) => Promise<void>;

export function webhookRunner({ askNow, handingOn }: { askNow: AskWebhookNow; handingOn: HandingOn }): RunWebhook {
  return async (ctx, url, { name, args }) => {
    const { lane, job, memo } = ctx.turn;
    const slow = slowLane("webhook", lane);
    const asking = { asked: job.seq, name, args };
    // Who asked in the update itself has left the answer there, and may have shown some of it.
    const isAnswered = "webhook" in memo;
    if (!isAnswered && handingOn.isKnown()) return ctx.turn.handOn({ type: "webhook", lane, ...asking }, slow);
    if (!isAnswered) await inItsTurn(ctx.turn, slow, handingOn);
    await show(ctx, await askNow(ctx, url, asking), name, (form) => openForm(ctx, form));
  };
}

interface Deps {
  askNow: AskWebhookNow;
  conversations: Conversations;
}

/** Asks webhooks. */
export function askingWebhooks({ askNow, conversations }: Deps): MiddlewareFn<FormsContext> {
  const carryOut = async (ctx: FormsContext, order: Order<"webhook">) => {
    const { turn } = ctx;
    if (!(await joinConversation(ctx, conversations))) return;
    const url = ctx.bot.commands.get(order.name)?.webhookUrl ?? null;
    if (url === null) return ctx.say(ctx.fallback);
    const asked = await askNow(ctx, url, order);
    if (!(await stillJoined(ctx, conversations))) return;
    // What somebody fills in is their chat's to change.
    await show(ctx, asked, order.name, (id) => turn.handOn({ type: "form", id }, order.lane));
  };
  return (ctx, next) => {
    const order = orderOf(ctx.turn.job, "webhook");
    return order ? carryOut(ctx, order) : next();
  };
}

/** @param open opens a form that was answered with */
async function show(
  ctx: FormsContext,
  asked: Asked,
  name: string,
  open: (form: string) => void | Promise<void>,
): Promise<void> {
  if (!asked.answer) {
    ctx.turn.trouble("webhook_failed", `The webhook of /${name} gave nothing to show: ${asked.reason}`);
    return ctx.say(ctx.fallback);
  }
  const { text, parseMode, menu, form } = asked.answer;
  const known = menu !== undefined && ctx.bot.menus.get(menu) !== undefined;
  if (menu !== undefined && !known)
    ctx.turn.trouble("webhook_failed", `A webhook answered with the menu "${menu.slice(0, 64)}", which the bot lacks`);
  if (text) await sayMarkedUp(ctx, text, parseMode);
  if (known) await showMenu(ctx, menu);
  if (form !== undefined) await open(form);
  if (!text && !known && form === undefined) await ctx.say(ctx.fallback);
}

/** Opens the forms that webhooks have answered with. @param forms the stage that knows who fills in what */
export function openingForms(
  { conversations }: Pick<Deps, "conversations">,
  forms: MiddlewareFn<FormsContext>,
): MiddlewareFn<FormsContext> {
  const carryOut = async (ctx: FormsContext, { id }: Order<"form">) => {
    const { chat, turn } = ctx;
    if (!chat) return;
    turn.converse(await conversations.find(turn.bot, chatOf(chat)), null);
    await inOrder(forms, (ctx) => openForm(ctx, id))(ctx, async () => {});
  };
  return (ctx, next) => {
    const order = orderOf(ctx.turn.job, "form");
    return order ? carryOut(ctx, order) : next();
  };
}

/** Marks that cannot be read are shown as they are: the sender sees to it. One message holds no more than that. */
async function sayMarkedUp(ctx: FormsContext, text: string, mode: CommandAnswer["parseMode"] = "plain"): Promise<void> {
  if (mode === "plain") return ctx.say(text);
  try {
    await ctx.say(text, { parseMode: mode });
  } catch (error) {
    if (!(error instanceof GrammyError) || ctx.channel.meaningOf(error).type !== "too_long") throw error;
    await ctx.say(text);
  }
}

/** What the tenant's server is told. */
async function payloadOf(ctx: FormsContext, { name, args }: Question, addresses: Addresses) {
  const { chat, from, message, turn } = ctx;
  const ids = [chat?.id, from?.id, message?.message_id].filter((id) => id !== undefined);
  const externalOf = await addresses.externals(turn.bot.id, ids);
  return {
    event: "command",
    bot: { id: turn.bot.id, username: turn.bot.username, name: ctx.bot.name },
    command: name,
    args,
    user: from && {
      id: from.id,
      externalId: externalOf(from.id),
      username: from.username ?? null,
      firstName: from.first_name,
      lastName: from.last_name ?? null,
      languageCode: from.language_code ?? null,
    },
    chat: chat && { id: chat.id, externalId: externalOf(chat.id), type: chat.type, title: chat.title ?? null },
    /** `null` when a button was pressed. */
    message: message
      ? {
          id: message.message_id,
          externalId: externalOf(message.message_id),
          date: new Date(message.date * 1000).toISOString(),
          text: message.text ?? message.caption ?? "",
        }
      : null,
    /** Whether the bot is only being tried out, as in the page's test chat. */
    preview: turn.isTrial,
  };
}
