/** Checks a reply_markup as Telegram does, and says what people will see of it. */
import type { ForceReply, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup } from "grammy/types";
import { badRequest } from "./api-error.ts";
import { isRecord, type Params } from "./params.ts";

const maxButtons = 100;
const maxDataBytes = 64;

export interface Markup {
  /** Stands under the message. */
  inline?: InlineKeyboardMarkup;
  /** Stands under the text field from now on; `null` takes away what stood there. */
  keyboard?: ReplyKeyboard | null;
}

export type Key = Exclude<KeyboardButton, string>;

/** What may stand under the text field: keys, or a request to answer. */
export type ReplyKeyboard = (ReplyKeyboardMarkup & { keyboard: Key[][] }) | ForceReply;

/** @throws {ApiError} 400 for anything Telegram would not show */
export function markupOf(params: Params): Markup {
  const markup = params.json("reply_markup");
  if (markup === undefined) return {};
  if (!isRecord(markup)) throw badRequest("object expected as reply markup");
  if (markup.inline_keyboard !== undefined) {
    const rows = rowsOf(markup.inline_keyboard, "inline keyboard");
    for (const button of rows.flat()) checkInlineButton(button);
    return rows.flat().length > 0 ? { inline: markup as unknown as InlineKeyboardMarkup } : {};
  }
  if (markup.keyboard !== undefined) {
    const rows = rowsOf(markup.keyboard, "keyboard");
    if (rows.flat().length === 0) throw badRequest("reply keyboard must be non-empty");
    for (const button of rows.flat()) checkKey(button);
    return { keyboard: { ...markup, keyboard: rows.map((row) => row.map(keyOf)) } };
  }
  if (markup.remove_keyboard) return { keyboard: null };
  return markup.force_reply ? { keyboard: markup as unknown as ForceReply } : {};
}

/** A text alone is a key, too. */
const keyOf = (key: unknown): Key => (isRecord(key) ? (key as unknown as Key) : { text: String(key) });

function rowsOf(value: unknown, name: string): unknown[][] {
  if (!Array.isArray(value)) throw badRequest(`field "${name.replace(" ", "_")}" of the reply markup must be an Array`);
  for (const row of value) {
    if (!Array.isArray(row)) throw badRequest(`${name} button row must be an Array`);
  }
  if (value.flat().length > maxButtons) throw badRequest("reply markup is too long");
  return value;
}

function checkInlineButton(button: unknown): void {
  if (!isRecord(button)) throw badRequest("can't parse inline keyboard button: expected an Object");
  const { text, callback_data: data, url } = button;
  if (typeof text !== "string") {
    throw badRequest('can\'t parse inline keyboard button: Field "text" must be of type String');
  }
  if (text.trim() === "") throw badRequest("inline keyboard button text must be non-empty");
  if (Object.keys(button).length < 2) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  if (data !== undefined && !isData(data)) throw badRequest("BUTTON_DATA_INVALID");
  if (url !== undefined && !isLink(url)) {
    throw badRequest(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
  }
}

function checkKey(button: unknown): void {
  const text = isRecord(button) ? button.text : button;
  if (typeof text !== "string") throw badRequest('can\'t parse keyboard button: Field "text" must be of type String');
  if (text.trim() === "") throw badRequest("keyboard button text must be non-empty");
}

const isData = (data: unknown) => typeof data === "string" && data !== "" && Buffer.byteLength(data) <= maxDataBytes;

const isLink = (url: unknown) =>
  typeof url === "string" && (url.startsWith("tg://") || /^https?:\/\/[^/\s]*\.[^/\s]+/.test(url));
