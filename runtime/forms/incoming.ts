/** What an update means to the form that its sender fills in. */
import type { Message } from "grammy/types";
import { languages } from "#shared/schemas/language.ts";
import type { KeepPhoto, KeptPhoto } from "../files/keep-photo.ts";
import { commandOf, textOf } from "../pipeline/addressed.ts";
import type { BotContext } from "../pipeline/context.ts";
import { asksForMenu } from "../pipeline/menu-keyboard.ts";
import { readFormData } from "./callback-data.ts";
import type { Input, Setting } from "./fields/kind.ts";
import { photoLimit } from "./fields/photo.ts";
import { currentField, type FormRun } from "./form-run.ts";
import type { FormEvent } from "./next.ts";
import { keyPressed } from "./screen.ts";

export type Incoming = FormEvent | { type: "command"; name: string };

export function settingOf(ctx: BotContext, defaultCountry: string | null): Setting {
  return {
    today: localDay(ctx.turn.job.receivedAt),
    language: ctx.from?.language_code ?? "en",
    defaultCountry,
    isPrivate: ctx.chat?.type === "private",
  };
}

/** @returns `null` when it is none of the form's business */
export async function incomingOf(
  ctx: BotContext,
  run: FormRun,
  setting: Setting,
  keepPhoto: KeepPhoto | undefined,
): Promise<Incoming | null> {
  const data = ctx.callbackQuery?.data;
  if (data !== undefined) {
    const press = readFormData(data);
    if (press?.owner !== run.owner || press.run !== run.id || press.owner !== ctx.from?.id) return null;
    return { type: "press", visit: press.visit, action: press.action };
  }
  const { message } = ctx;
  if (!message) return null;
  const command = commandOf(message, ctx.me);
  if (command && command !== "other") return { type: "command", name: command.name };
  // In a group people also talk to the bot about other things.
  if (!setting.isPrivate && message.reply_to_message?.from?.id !== ctx.me.id) return null;
  const says = [ctx.t, ...languages.map((language) => ctx.saying(language))];
  const key = message.text === undefined ? null : keyPressed(run, setting, says, message.text);
  if (key !== null) return { type: "press", visit: null, action: key };
  // What a menu keeps in view leads away from the form, as commands do.
  if (asksForMenu(ctx)) return { type: "command", name: "menu" };
  return { type: "input", input: await inputOf(ctx, message, run, keepPhoto) };
}

async function inputOf(
  ctx: BotContext,
  message: Message,
  run: FormRun,
  keepPhoto: KeepPhoto | undefined,
): Promise<Input> {
  const { contact, photo, document, animation } = message;
  const location = message.location ?? message.venue?.location;
  if (contact) return { type: "contact", phone: contact.phone_number, own: contact.user_id === message.from?.id };
  if (location) return { type: "location", latitude: location.latitude, longitude: location.longitude };
  // The last size is the largest. An animation also has a document.
  const file = photo?.at(-1) ?? (animation ? undefined : document);
  if (file) {
    const album = message.media_group_id ?? null;
    const seen = album !== null && album === run.album?.id;
    return { type: "photo", album, kept: seen ? null : await kept(ctx, run, file, keepPhoto) };
  }
  return message.text === undefined ? { type: "other" } : { type: "text", text: textOf(message) };
}

/** @returns `null` when no photo is asked for */
async function kept(
  { turn }: BotContext,
  run: FormRun,
  file: { file_id: string; file_size?: number; file_name?: string },
  keepPhoto: KeepPhoto | undefined,
): Promise<KeptPhoto | null> {
  const field = currentField(run);
  if (field?.type !== "photo") return null;
  if (!keepPhoto) return { type: "unavailable" };
  const maxBytes = photoLimit(field);
  const { file_id: fileId, file_size: size, file_name: name } = file;
  if (size !== undefined && size > maxBytes) return { type: "refused", reason: "too_large" };
  // Fetched once, however often the update is handled.
  return turn.once("photo", () => keepPhoto(turn.bot, { fileId, size, name }, { maxBytes }));
}

/** The day where the program runs: Telegram does not tell where its people are. */
function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
