/** Runs the bot's commands, and the two that every bot has. An unknown command gets the fallback message. */
import type { MiddlewareFn } from "grammy";
import type { AskModel } from "../../ai/asking.ts";
import type { FormsContext } from "../../forms/forms-context.ts";
import { linkedForm, openForm } from "../../forms/open-form.ts";
import { commandOf } from "../../speaking/addressed.ts";
import type { RunWebhook } from "../webhook-command.ts";
import { type RunCommand, showMenu } from "./menus.ts";

interface Deps {
  runCommand: RunCommand;
}

export function commands({ runCommand }: Deps): MiddlewareFn<FormsContext> {
  return (ctx, next) => {
    const invocation = ctx.message ? commandOf(ctx.message, ctx.me) : null;
    if (!invocation || invocation === "other") return next();
    const { name, args } = invocation;
    const formId = name === "start" && args ? noteStart(ctx, args) : null;
    return formId === null ? runCommand(ctx, invocation) : openForm(ctx, formId, args);
  };
}

/** Telegram's limit of what may follow `?start=`, in characters. */
const startLimit = 64;

/** Keeps what came with `t.me/bot?start=…`. @returns the form that it opens, if any */
function noteStart({ turn }: FormsContext, args: string): string | null {
  const startParameter = args.slice(0, startLimit);
  turn.change({ context: { ...turn.conversation.context, startParameter } });
  return linkedForm(startParameter);
}

interface Asking {
  askModel: AskModel;
  runWebhook: RunWebhook;
}

export function commandRunner({ askModel, runWebhook }: Asking): RunCommand {
  return async (ctx, { name, args }) => {
    const command = ctx.bot.commands.get(name);
    if (!command) return builtIn(ctx, name);
    switch (command.responseType) {
      case "text":
        return ctx.say(ctx.fill(ctx.inLanguage(command.textResponse, command.textResponses) ?? ""));
      case "menu":
        return showMenu(ctx, name);
      case "form":
        return openForm(ctx, command.formId);
      case "ai":
        return void (await askModel(ctx, args || `/${name}`, { type: "command", name }));
      case "webhook":
        return command.webhookUrl === null
          ? ctx.say(ctx.fallback)
          : runWebhook(ctx, command.webhookUrl, { name, args });
    }
  };
}

async function builtIn(ctx: FormsContext, name: string): Promise<void> {
  if (name === "start") return ctx.say(welcomeText(ctx));
  if (name === "help") return ctx.say(helpText(ctx));
  if (name === "cancel" && ctx.bot.usesForms) return ctx.say(ctx.t("form-nothing-to-cancel"));
  await ctx.say(ctx.fallback);
}

function welcomeText(ctx: FormsContext): string {
  const own = ctx.inLanguage(ctx.bot.welcomeMessage, ctx.bot.welcomeMessages)?.trim();
  return own ? ctx.fill(own) : ctx.t("welcome");
}

function helpText(ctx: FormsContext): string {
  const { bot, t } = ctx;
  const lines = [...bot.commands.values()].map((command) => {
    const description = ctx.inLanguage(command.description, command.descriptions);
    return description ? `/${command.name} — ${description}` : `/${command.name}`;
  });
  return lines.length > 0 ? [t("help-title"), ...lines].join("\n") : t("help-empty");
}
