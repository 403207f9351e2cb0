/** A test chat as it stands, and what each event makes of it: pure, so that the same events always show the same chat. */
import type { z } from "zod";
import type { InlineButton as Button, PreviewEvent, PreviewKeyboard, PreviewMessage } from "#shared/schemas/preview.ts";
import type { Entity } from "./spans.ts";

export type InlineButton = z.infer<typeof Button>;

export type Attachment =
  /** Of the bot's, by its `file_id`; of one's own, as a data URL, or `null` where that could not be read. */
  | { kind: "photo"; fileId: string }
  | { kind: "photo"; url: string | null }
  /** Only a bot's file can be downloaded again. */
  | { kind: "file"; name: string; fileId?: string }
  | { kind: "contact"; name: string; phone: string }
  | { kind: "location"; latitude: number; longitude: number }
  /** What it is, in Telegram's word. */
  | { kind: "other"; what: string };

export interface ChatMessage {
  /** The same from the moment it is written, before it has an id. */
  key: string;
  /** Telegram's `message_id`, or a place between two of them while it has none. */
  order: number;
  from: "bot" | "person";
  text: string;
  entities: Entity[];
  attachment: Attachment | null;
  rows: InlineButton[][];
  edited: boolean;
  /** In ms since the epoch. */
  at: number;
}

/** What the pretended person sends. */
export interface Sent {
  text?: string;
  attachment?: Attachment;
}

export interface Trouble {
  key: string;
  order: number;
  code: string;
  message: string;
}

export interface Press {
  messageId: number;
  data: string;
  /** `null` until the server has taken it. */
  queryId: string | null;
}

export interface Chat {
  /** In the order of the chat. */
  messages: ChatMessage[];
  troubles: Trouble[];
  draft: { id: number; text: string; entities: Entity[] } | null;
  /** A new object each time that it is told. */
  typing: { action: string } | null;
  keyboard: PreviewKeyboard | null;
  /** The keyboard is there, but out of sight. */
  folded: boolean;
  /** The button that waits for its answer. */
  press: Press | null;
  answer: { text: string; showAlert: boolean; url: string | null } | null;
  /** Callback queries answered before the press had its id. */
  answered: string[];
  ended: boolean;
}

export type Change =
  | { type: "sent"; key: string; sent: Sent; at: number }
  | { type: "arrived"; key: string; messageId: number }
  | { type: "refused"; key: string }
  | { type: "pressed"; messageId: number; data: string }
  | { type: "asked"; callbackQueryId: string }
  | { type: "unpressed" }
  | { type: "tapped" }
  | { type: "folded"; folded: boolean }
  | { type: "quiet" }
  | { type: "answerSeen" }
  | { type: "anew" };

export const emptyChat: Chat = {
  messages: [],
  troubles: [],
  draft: null,
  typing: null,
  keyboard: null,
  folded: false,
  press: null,
  answer: null,
  answered: [],
  ended: false,
};

export function next(chat: Chat, event: PreviewEvent | Change): Chat {
  switch (event.type) {
    case "message":
      return { ...chat, messages: placed(chat.messages, read(event.message)), draft: null, typing: null };
    case "edit":
      return { ...chat, messages: placed(chat.messages, read(event.message)) };
    case "delete":
      return { ...chat, messages: chat.messages.filter(({ order }) => order !== event.messageId) };
    case "keyboard":
      return { ...chat, keyboard: event.keyboard, folded: false };
    case "draft":
      return { ...chat, draft: { id: event.draftId, text: event.text, entities: event.entities ?? [] }, typing: null };
    case "typing":
      return { ...chat, typing: { action: event.action } };
    case "trouble": {
      const { code, message } = event;
      const trouble = { key: `trouble-${chat.troubles.length}`, order: lastOrder(chat) + step, code, message };
      return { ...chat, troubles: [...chat.troubles, trouble], typing: null, draft: null };
    }
    case "answer":
      return answered(chat, event);
    case "end":
      return { ...chat, ended: true, typing: null, draft: null, press: null };

    case "sent": {
      const { key, sent, at } = event;
      const message = { key, order: lastOrder(chat) + step, at, ...unmarked, ...sent, from: "person" as const };
      const folded = chat.folded || chat.keyboard?.force_reply === true || answersKey(chat, sent);
      return { ...chat, messages: placed(chat.messages, message), folded };
    }
    case "arrived":
      return { ...chat, messages: arrived(chat.messages, event) };
    case "refused":
      return { ...chat, messages: chat.messages.filter(({ key }) => key !== event.key) };
    case "pressed":
      return { ...chat, press: { messageId: event.messageId, data: event.data, queryId: null }, answer: null };
    case "asked": {
      const early = chat.answered.includes(event.callbackQueryId);
      return { ...chat, press: chat.press && !early ? { ...chat.press, queryId: event.callbackQueryId } : null };
    }
    case "unpressed":
      return { ...chat, press: null };
    case "tapped":
      return chat.keyboard?.one_time_keyboard ? { ...chat, folded: true } : chat;
    case "folded":
      return { ...chat, folded: event.folded };
    case "quiet":
      return { ...chat, typing: null };
    case "answerSeen":
      return { ...chat, answer: null };
    case "anew":
      return emptyChat;
  }
}

/** Everything in the order in which it is shown. */
export const shown = ({ messages, troubles }: Chat): (ChatMessage | Trouble)[] =>
  [...messages, ...troubles].sort((a, b) => a.order - b.order);

/** A key that asks for something is used once that is sent. */
const answersKey = ({ keyboard }: Chat, { attachment }: Sent) =>
  keyboard?.one_time_keyboard === true && (attachment?.kind === "contact" || attachment?.kind === "location");

const unmarked = { text: "", entities: [], attachment: null, rows: [], edited: false };

function answered(chat: Chat, { callbackQueryId, text, showAlert, url }: PreviewEvent & { type: "answer" }): Chat {
  const mine = chat.press?.queryId === callbackQueryId;
  return {
    ...chat,
    press: mine ? null : chat.press,
    answered: [...chat.answered.slice(-9), callbackQueryId],
    answer: text || url ? { text: text ?? "", showAlert, url } : chat.answer,
  };
}

/** What was written after it and has no id yet stays behind it. */
function arrived(messages: readonly ChatMessage[], { key, messageId }: Change & { type: "arrived" }): ChatMessage[] {
  const found = messages.find((message) => message.key === key);
  if (!found) return [...messages];
  const moved = messages.map((message) => {
    const waits = !Number.isInteger(message.order) && message.order > found.order;
    return waits ? { ...message, order: Math.max(message.order, messageId + message.order - found.order) } : message;
  });
  return placed(moved, { ...found, order: messageId });
}

/** In its place among the others, instead of what was there. */
function placed(messages: readonly ChatMessage[], message: ChatMessage): ChatMessage[] {
  const others = messages.filter(({ key, order }) => key !== message.key && order !== message.order);
  return [...others, message].sort((a, b) => a.order - b.order);
}

/** Between two ids of Telegram there is room for what has none. */
const step = 0.01;

const lastOrder = (chat: Chat) =>
  Math.max(0, ...chat.messages.map(({ order }) => order), ...chat.troubles.map(({ order }) => order));

function read(message: PreviewMessage): ChatMessage {
  return {
    key: `bot-${message.message_id}`,
    order: message.message_id,
    from: "bot",
    text: message.text ?? message.caption ?? "",
    entities: message.entities ?? message.caption_entities ?? [],
    attachment: attachmentOf(message),
    rows: message.reply_markup?.inline_keyboard ?? [],
    edited: message.edit_date !== undefined,
    at: message.date * 1_000,
  };
}

const files = ["document", "video", "animation", "audio", "voice", "sticker", "video_note"] as const;

function attachmentOf(message: PreviewMessage): Attachment | null {
  const photo = message.photo?.at(-1);
  if (photo) return { kind: "photo", fileId: photo.file_id };
  for (const kind of files) {
    const file = message[kind] as { file_id: string; file_name?: string } | undefined;
    if (file) return { kind: "file", name: file.file_name ?? "", fileId: file.file_id };
  }
  const contact = message.contact as { first_name?: string; phone_number?: string } | undefined;
  if (contact) return { kind: "contact", name: contact.first_name ?? "", phone: contact.phone_number ?? "" };
  const location = message.location as { latitude?: number; longitude?: number } | undefined;
  if (location) return { kind: "location", latitude: Number(location.latitude), longitude: Number(location.longitude) };
  return message.rich_message === undefined ? null : { kind: "other", what: "rich_message" };
}
