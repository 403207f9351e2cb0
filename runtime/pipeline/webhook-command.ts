/** A command that asks the tenant's webhook what to say. Without an answer in time the bot says its fallback. */
import { GrammyError } from "grammy";
import { background } from "#shared/lifecycle/background.ts";
import type { CommandAnswer } from "#shared/schemas/webhook-answer.ts";
import { showTyping } from "../ai/answering.ts";
import type { FormsContext } from "../forms/forms-context.ts";
import { openForm } from "../forms/open-form.ts";
import type { Invocation } from "../speaking/addressed.ts";
import type { Asked, AskWebhook } from "../webhooks/ask-webhook.ts";
import { showMenu } from "./stages/menus.ts";

export type RunWebhook = (ctx: FormsContext, url: string, invocation: Invocation) => Promise<void>;

export function webhookRunner({ ask }: { ask: AskWebhook }): RunWebhook {
  return async (ctx, url, invocation) => {
    const { turn } = ctx;
    // Remembered over a crash: what was shown once is shown again, and no second answer beside it.
    const asked = await turn.once("webhook", async (): Promise<Asked> => {
      await using _typing = background((signal) => showTyping(ctx, signal));
      const { id: botId, tenantId } = turn.bot;
      const payload = payloadOf(ctx, invocation);
      // Awaited here: otherwise the typing would end at once.
      return await ask(turn.job.seq, { tenantId, botId, event: "command", url, payload }, turn.life.signal);
    });
    if (asked.answer) return show(ctx, asked.answer);
    turn.trouble("webhook_failed", `The webhook of /${invocation.name} gave nothing to show: ${asked.reason}`);
    await ctx.say(ctx.fallback);
  };
}

async function show(ctx: FormsContext, { text, parseMode, menu, form }: CommandAnswer): Promise<void> {
  const known = menu !== undefined && ctx.bot.menus.get(menu) !== undefined;
  if (menu !== undefined && !known)
    ctx.turn.trouble("webhook_failed", `A webhook answered with the menu "${menu.slice(0, 64)}", which the bot lacks`);
  if (text) await sayMarkedUp(ctx, text, parseMode);
  if (known) await showMenu(ctx, menu);
  if (form !== undefined) await openForm(ctx, form);
  if (!text && !known && form === undefined) await ctx.say(ctx.fallback);
}

/** Marks that Telegram cannot read are shown as they are: the sender sees to it. One message holds no more than that. */
async function sayMarkedUp(ctx: FormsContext, text: string, mode: CommandAnswer["parseMode"] = "plain"): Promise<void> {
  if (mode === "plain") return ctx.say(text);
  try {
    await ctx.say(text, { parseMode: mode });
  } catch (error) {
    if (!(error instanceof GrammyError) || !/too long/i.test(error.description)) throw error;
    await ctx.say(text);
  }
}

/** What the tenant's server is told. */
function payloadOf(ctx: FormsContext, { name, args }: Invocation) {
  const { chat, from, message, turn } = ctx;
  return {
    event: "command",
    bot: { id: turn.bot.id, username: turn.bot.username, name: ctx.bot.name },
    command: name,
    args,
    user: from && {
      id: from.id,
      username: from.username ?? null,
      firstName: from.first_name,
      lastName: from.last_name ?? null,
      languageCode: from.language_code ?? null,
    },
    chat: chat && { id: chat.id, type: chat.type, title: chat.title ?? null },
    /** `null` when a button was pressed. */
    message: message
      ? {
          id: message.message_id,
          date: new Date(message.date * 1000).toISOString(),
          text: message.text ?? message.caption ?? "",
        }
      : null,
    /** Whether it comes from the page's test chat. */
    preview: turn.preview,
  };
}
