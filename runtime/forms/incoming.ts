/** What an update means to the form that its sender fills in. */
import type { Message } from "grammy/types";
import type { Field } from "#shared/schemas/form.ts";
import { languages } from "#shared/schemas/language.ts";
import type { KeepPhoto, KeptPhoto } from "../files/keep-photo.ts";
import { commandOf, textOf } from "../speaking/addressed.ts";
import { asksForMenu } from "../speaking/menu-keyboard.ts";
import { bringsOrder } from "../turn/order.ts";
import { readFormData } from "./callback-data.ts";
import type { Input, Setting } from "./fields/kind.ts";
import { photoLimit } from "./fields/photo.ts";
import { currentField, type FormRun } from "./form-run.ts";
import type { FormsContext } from "./forms-context.ts";
import type { FormEvent } from "./next.ts";
import { keyPressed } from "./screen.ts";
import { editedIn, sourceOf } from "./source.ts";

export type Incoming = FormEvent | { type: "command"; name: string };

export function settingOf(ctx: FormsContext, defaultCountry: string | null): Setting {
  return {
    today: localDay(ctx.turn.job.receivedAt),
    language: ctx.from?.language_code ?? "en",
    defaultCountry,
    isPrivate: ctx.chat?.type === "private",
    surface: ctx.channel.surface,
    fill: (template) => ctx.fill(template),
  };
}

/** @returns `null` when it is none of the form's business */
export async function incomingOf(
  ctx: FormsContext,
  run: FormRun,
  setting: Setting,
  keepPhoto: KeepPhoto | undefined,
): Promise<Incoming | null> {
  // What the bot has itself do is no answer, whoever it does it for.
  if (bringsOrder(ctx.turn.job)) return null;
  const data = ctx.callbackQuery?.data;
  if (data !== undefined) {
    const press = readFormData(data);
    if (press?.owner !== run.owner || press.run !== run.id || press.owner !== ctx.from?.id) return null;
    return { type: "press", visit: press.visit, action: press.action };
  }
  const { message, editedMessage } = ctx;
  if (editedMessage) return editOf(ctx, run, editedMessage, keepPhoto);
  if (!message) return null;
  const command = commandOf(message, ctx.me);
  if (command && command !== "other") return { type: "command", name: command.name };
  // In a group people also talk to the bot about other things.
  if (!setting.isPrivate && message.reply_to_message?.from?.id !== ctx.me.id) return null;
  const says = [ctx.t, ...languages.map((language) => ctx.saying(language))];
  const key = message.text === undefined ? null : keyPressed(run, setting, says, message.text);
  if (key !== null) return { type: "tap", key: message.text!, action: key };
  if (message.text !== undefined && message.text === run.tapped) return { type: "late_tap" };
  // What a menu keeps in view leads away from the form, as commands do.
  if (asksForMenu(ctx)) return { type: "command", name: "menu" };
  const album = message.media_group_id ?? null;
  // Of what was sent together nothing more is fetched.
  const field = album !== null && album === run.album?.id ? null : currentField(run);
  return { type: "input", input: await inputOf(ctx, message, field, keepPhoto), album, source: sourceOf(message) };
}

async function editOf(
  ctx: FormsContext,
  run: FormRun,
  message: Message,
  keepPhoto: KeepPhoto | undefined,
): Promise<FormEvent | null> {
  const edited = editedIn(run, message);
  if (!edited) return null;
  const { name, source } = edited;
  const field = name === null ? currentField(run) : (run.form.fields.find((field) => field.name === name) ?? null);
  // No command is given by an edit, nor is one an answer.
  const isCommand = commandOf(message, ctx.me) !== null;
  const input: Input = isCommand ? { type: "other" } : await inputOf(ctx, message, field, keepPhoto);
  return name === null ? { type: "input", input, album: null, source } : { type: "edit", name, input, source };
}

/** @param field the question it may answer */
async function inputOf(
  ctx: FormsContext,
  message: Message,
  field: Field | null,
  keepPhoto: KeepPhoto | undefined,
): Promise<Input> {
  const { contact, photo, document, animation } = message;
  const location = message.location ?? message.venue?.location;
  if (contact) return { type: "contact", phone: contact.phone_number, own: contact.user_id === message.from?.id };
  if (location) return { type: "location", latitude: location.latitude, longitude: location.longitude };
  // The last size is the largest. An animation also has a document.
  const file = photo?.at(-1) ?? (animation ? undefined : document);
  if (file) return { type: "photo", kept: await kept(ctx, field, file, keepPhoto) };
  return message.text === undefined ? { type: "other" } : { type: "text", text: textOf(message) };
}

/** @returns `null` when no photo is asked for */
async function kept(
  { turn, channel }: FormsContext,
  field: Field | null,
  file: { file_id: string; file_size?: number; file_name?: string },
  keepPhoto: KeepPhoto | undefined,
): Promise<KeptPhoto | null> {
  if (field?.type !== "photo") return null;
  if (!keepPhoto) return { type: "unavailable" };
  const maxBytes = photoLimit(field, channel.surface);
  const { file_id: fileId, file_size: size, file_name: name } = file;
  if (size !== undefined && size > maxBytes) return { type: "refused", reason: "too_large" };
  // Fetched once, however often the update is handled.
  return turn.once("photo", () => keepPhoto(turn.bot, { channel, fileId, size, name }, { maxBytes }));
}

/** The day where the program runs: nobody tells where people are. */
function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
