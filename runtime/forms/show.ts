/**
 * Shows in the chat what a step has come to. What is refused there is left with the session: where the form
 * stands does not hang on it.
 */

import { GrammyError } from "grammy";
import type { ForceReply } from "grammy/types";
import type { Field } from "#shared/schemas/form.ts";
import { acknowledge } from "../speaking/acknowledge.ts";
import { restoredKeys } from "../speaking/menu-keyboard.ts";
import { Postponed } from "../turn/postponed.ts";
import { kindOf } from "./fields/all-kinds.ts";
import { labelOf, type Setting } from "./fields/kind.ts";
import { currentField, type FormRun, hasReplyKeyboard } from "./form-run.ts";
import type { FormsContext } from "./forms-context.ts";
import type { Effect, Step } from "./next.ts";
import { keyboardOf, screenOf } from "./screen.ts";
import { cut, inWords, type Words } from "./words.ts";

/** @param before where the form stood: whose keyboard may have to be taken away */
export async function show(ctx: FormsContext, before: FormRun, step: Step, setting: Setting): Promise<void> {
  const toast = step.effects.find((effect) => effect.type === "toast");
  if (ctx.callbackQuery) await acknowledge(ctx, toast?.sentence ? inWords(ctx.t, toast.sentence) : undefined);
  for (const effect of step.effects)
    if (!(await shown(ctx, () => showOne(ctx, before, step.run, effect, setting)))) return;
}

/** Does what may be refused, as by somebody who has blocked the bot. @returns whether it was done */
export async function shown(ctx: FormsContext, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof GrammyError) || !ctx.forms) throw error;
    ctx.forms.failure = error;
    return false;
  }
}

/** Where the form stands, in a message of its own. */
export async function ask(ctx: FormsContext, run: FormRun, setting: Setting): Promise<void> {
  const { text, keyboard } = screenOf(run, setting, ctx.t);
  await ctx.say(text, { keyboard });
  if (!awaitsReply(run, setting)) return;
  // A bot in a group sees only replies to it, and a message has room for either buttons or a call for a reply.
  const name = ctx.from?.first_name ?? "";
  const call = ctx.t("form-reply", { name });
  const offset = call.indexOf(name);
  const entities =
    ctx.from && name && offset >= 0
      ? [{ type: "text_mention" as const, offset, length: name.length, user: ctx.from }]
      : [];
  await ctx.say({ text: call, entities }, { keyboard: forceReply(ctx) });
}

async function showOne(
  ctx: FormsContext,
  before: FormRun,
  run: FormRun,
  effect: Effect,
  setting: Setting,
): Promise<void> {
  switch (effect.type) {
    case "ask":
      return ask(ctx, run, setting);
    case "redraw":
      return redraw(ctx, run, setting);
    case "settle":
      return settle(ctx, before, effect.words, setting);
    case "farewell": {
      const said = inWords(ctx.t, effect.sentence);
      if (ctx.callbackQuery) return closePressed(ctx, said);
      return ctx.say(said, hasReplyKeyboard(before, setting) ? { keyboard: restoredKeys(ctx) } : {});
    }
    case "remark":
      return ctx.say(inWords(ctx.t, effect.sentence));
    case "hint": {
      const keyboard = awaitsReply(run, setting) ? forceReply(ctx) : keyboardOf(run, setting, ctx.t);
      const stays = effect.stays && ctx.t("form-edit-refused", answerIn(ctx, run, effect.stays, setting));
      return ctx.say([inWords(ctx.t, effect.sentence), stays].filter(Boolean).join("\n"), { keyboard });
    }
    case "changed": {
      const said = ctx.t("form-edit-changed", answerIn(ctx, run, effect.field, setting));
      return ctx.say(said, hasReplyKeyboard(before, setting) ? { keyboard: restoredKeys(ctx) } : {});
    }
    case "toast":
      // A key of the reply keyboard has nothing to show it over.
      return ctx.callbackQuery || !effect.sentence ? undefined : ctx.say(inWords(ctx.t, effect.sentence));
    case "over":
      return;
  }
}

/** A question and its answer, as a sentence names them. */
function answerIn(ctx: FormsContext, { answers }: FormRun, field: Field, setting: Setting) {
  const answer = answers[field.name];
  const shown = answer === undefined ? { id: "form-no-answer" } : kindOf(field).show(field, answer, setting);
  return { label: cut(labelOf(field, setting), 200), answer: cut(inWords(ctx.t, shown), 300) };
}

const awaitsReply = (run: FormRun, setting: Setting): boolean => {
  const field = currentField(run);
  return !setting.isPrivate && field !== null && kindOf(field).isTyped(field, setting);
};

const forceReply = (ctx: FormsContext): ForceReply => ({
  force_reply: true,
  selective: true,
  input_field_placeholder: ctx.t("form-reply-placeholder").slice(0, 64),
});

/** The question that was pressed shows what became of it, and nothing to press any more. */
async function settle(ctx: FormsContext, before: FormRun, words: Words, setting: Setting): Promise<void> {
  const said = typeof words === "string" ? ctx.t("form-answer", { answer: cut(words, 300) }) : inWords(ctx.t, words);
  // An answer is shown where it was given. Where that cannot be changed it is as with one that was typed.
  if (ctx.callbackQuery && (setting.surface.edits || typeof words !== "string")) return closePressed(ctx, said);
  if (hasReplyKeyboard(before, setting)) await ctx.say(said, { keyboard: restoredKeys(ctx) });
}

/** Changes the message whose button was pressed. That it cannot be changed (any more) is no harm. */
export async function closePressed(ctx: FormsContext, said: string): Promise<void> {
  const { surface } = ctx.channel;
  if (!surface.edits) return ctx.say(said);
  const message = ctx.callbackQuery?.message;
  const text = message && "text" in message ? message.text : undefined;
  try {
    if (text === undefined) await ctx.editMessageReplyMarkup();
    else await ctx.editMessageText(`${text}\n\n${said}`.slice(0, surface.text).toWellFormed());
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
  }
}

async function redraw(ctx: FormsContext, run: FormRun, setting: Setting): Promise<void> {
  if (!setting.surface.edits) return ask(ctx, run, setting);
  const keyboard = keyboardOf(run, setting, ctx.t);
  if (!("inline_keyboard" in keyboard)) return;
  try {
    await ctx.editMessageReplyMarkup({ reply_markup: keyboard });
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const meaning = ctx.channel.meaningOf(error);
    // What has failed again and again may show all the same: a message of its own could show it twice.
    if (meaning.type === "unchanged" || meaning.type === "fault") return;
    if (meaning.type === "wait") throw new Postponed(error.description, meaning.ms);
    // The message is gone, or too old to be edited.
    await ask(ctx, run, setting);
  }
}
