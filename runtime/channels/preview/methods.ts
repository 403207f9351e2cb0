/**
 * What the Bot API's methods do in a test chat, and what its page is told of it: pure, and with Telegram's own refusals.
 * It is one private chat: of all other chats it knows nothing, and what has no meaning here does nothing.
 */
import type { Message, User } from "grammy/types";
import type { PreviewEvent, PreviewKeyboard, PreviewMessage } from "#shared/schemas/preview.ts";
import { ApiError, badRequest } from "#shared/telegram/api-error.ts";
import type { KnownFile } from "#shared/telegram/attachment.ts";
import type { Change, ChatMethods, Named } from "#shared/telegram/methods/chat-method.ts";
import { deletingMethods } from "#shared/telegram/methods/deleting.ts";
import { editingMethods } from "#shared/telegram/methods/editing.ts";
import { sendingMethods } from "#shared/telegram/methods/sending.ts";
import { showingMethods } from "#shared/telegram/methods/showing.ts";
import { isRecord, type Params } from "#shared/telegram/params.ts";

/** A test chat as it stands before a call. */
export interface PreviewChat {
  bot: User;
  person: User;
  /** Seconds since the epoch. */
  now: number;
  nextMessageId: number;
  /** Messages that the call names. */
  messages: ReadonlyMap<number, Message>;
  /** Files that the call names, by how it names them: what it brings along, and what was sent here before. */
  files: ReadonlyMap<string, KnownFile>;
}

/** What a call comes to. */
export interface Done {
  result: unknown;
  events: PreviewEvent[];
  /** New, or in the place of earlier ones. */
  saved?: Message[];
  removed?: number[];
}

/** @throws {ApiError} what Telegram would refuse */
export function answerCall(method: string, params: Params, chat: PreviewChat): Done {
  const answer = ownMethods[method];
  if (answer) return answer(params, chat);
  const inChat = chatMethods[method];
  if (!inChat) throw new ApiError(404, "Not Found: method not found");
  const act = inChat(params, namedIn(chat));
  if (!act) throw badRequest("invalid inline message identifier specified");
  requireThis(params, chat);
  const { bot, person, now, nextMessageId, messages } = chat;
  return told(act({ info: privateChat(person), bot, now, nextMessageId, find: (id) => messages.get(id) }));
}

const chatMethods: ChatMethods = { ...sendingMethods, ...editingMethods, ...deletingMethods, ...showingMethods };

function requireThis(params: Params, { person }: PreviewChat): void {
  if (!params.has("chat_id")) throw badRequest("chat_id is empty");
  if (params.integer("chat_id") !== person.id) throw badRequest("chat not found");
}

const namedIn = ({ files, messages, person }: PreviewChat): Named => ({
  file: (reference) => files.get(reference),
  chat: (id) => {
    if (Number(id) !== person.id) throw badRequest("chat not found");
    return { find: (messageId) => messages.get(messageId) };
  },
});

/** @returns the messages that the call is about */
export function namedMessages(params: Params): number[] {
  const replied = params.object("reply_parameters")?.message_id;
  const ids = [params.integer("message_id"), params.integer("reply_to_message_id"), Number(replied)];
  const list = params.json("message_ids");
  return [...ids, ...(Array.isArray(list) ? list.map(Number) : [])].filter((id): id is number => Number.isInteger(id));
}

/** @returns the files that the call is about, as it names them */
export function namedFiles(params: Params): string[] {
  const media = params.json("media");
  const items = (Array.isArray(media) ? media : [media]).filter(isRecord);
  return [...fileKinds.map((kind) => params.text(kind)), ...items.map((item) => String(item.media ?? ""))].filter(
    (name) => name !== "",
  );
}

const fileKinds = ["photo", "document", "video", "animation", "audio", "voice", "sticker", "video_note"];

/** What the page is told. */
function told({ result, sent = [], edited, removed = [], keyboard, draft, action }: Change): Done {
  const events: PreviewEvent[] = [
    ...sent.map((message) => ({ type: "message" as const, message: shown(message) })),
    ...removed.map((messageId) => ({ type: "delete" as const, messageId })),
  ];
  if (keyboard !== undefined) events.push({ type: "keyboard", keyboard: keyboard as PreviewKeyboard | null });
  if (edited) events.push({ type: "edit", message: shown(edited) });
  if (draft) {
    const { id, text, entities } = draft;
    events.push({
      type: "draft",
      draftId: id,
      text,
      ...(entities && { entities: entities.map((each) => ({ ...each })) }),
    });
  }
  if (action !== undefined) events.push({ type: "typing", action });
  return { result, events, saved: edited ? [...sent, edited] : sent, removed };
}

const shown = (message: Message) => message as unknown as PreviewMessage;

const privateChat = ({ id, first_name, username }: User): Message["chat"] => ({
  id,
  type: "private",
  first_name,
  ...(username && { username }),
});

type Method = (params: Params, chat: PreviewChat) => Done;

const nothing: Method = (params, chat) => {
  requireThis(params, chat);
  return { result: true, events: [] };
};

const ownMethods: Readonly<Record<string, Method>> = {
  answerCallbackQuery: (params) => ({
    result: true,
    events: [
      {
        type: "answer",
        callbackQueryId: params.text("callback_query_id"),
        text: params.text("text") || null,
        showAlert: params.flag("show_alert"),
        url: params.text("url") || null,
      },
    ],
  }),
  getMe: (_, { bot }) => ({ result: bot, events: [] }),
  getChat: (params, chat) => {
    requireThis(params, chat);
    return { result: privateChat(chat.person), events: [] };
  },
  getFile: (params) => {
    const id = params.text("file_id");
    return { result: { file_id: id, file_unique_id: id, file_path: id }, events: [] };
  },
  setMessageReaction: nothing,
  pinChatMessage: nothing,
  unpinChatMessage: nothing,
};
