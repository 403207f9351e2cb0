/**
 * What the Bot API's methods do in a test chat, decided by what stands there: pure, and with Telegram's own refusals. It
 * is one private chat: of all other chats it knows nothing, and what has no meaning here does nothing.
 */
import { isDeepStrictEqual } from "node:util";
import type { Message, User } from "grammy/types";
import type { ImageSize } from "#shared/files/image-size.ts";
import type { PreviewEvent, PreviewKeyboard, PreviewMessage } from "#shared/schemas/preview.ts";
import { ApiError, badRequest } from "#shared/telegram/api-error.ts";
import { captionContent, richContent, textContent } from "#shared/telegram/content.ts";
import { markupOf } from "#shared/telegram/keyboard.ts";
import { isRecord, Params } from "#shared/telegram/params.ts";

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
  files: ReadonlyMap<string, ChatFile>;
}

export interface ChatFile {
  /** The `file_id`. */
  id: string;
  /** In bytes. */
  size: number;
  name: string | null;
  /** `null` for what is no image. */
  image: ImageSize | null;
}

/** What a call comes to. */
export interface Done {
  result: unknown;
  events: PreviewEvent[];
  /** New, or in the place of earlier ones. */
  saved?: Message[];
  removed?: number[];
}

type Method = (params: Params, chat: PreviewChat) => Done;

/** @throws {ApiError} what Telegram would refuse */
export function answerCall(method: string, params: Params, chat: PreviewChat): Done {
  const answer = methods[method];
  if (!answer) throw new ApiError(404, "Not Found: method not found");
  if (params.has("chat_id") && params.integer("chat_id") !== chat.person.id) throw badRequest("chat not found");
  return answer(params, chat);
}

/** @returns the messages that the call is about */
export function namedMessages(params: Params): number[] {
  const ids = [params.integer("message_id"), Number(params.object("reply_parameters")?.message_id)];
  const list = params.json("message_ids");
  return [...ids, ...(Array.isArray(list) ? list.map(Number) : [])].filter((id): id is number => Number.isInteger(id));
}

/** @returns the files that the call is about, as it names them */
export function namedFiles(params: Params): string[] {
  return [...fileKinds.map((kind) => params.text(kind)), ...albumOf(params).map((item) => item.text("media"))].filter(
    (name) => name !== "",
  );
}

const fileKinds = ["photo", "document", "video", "animation", "audio", "voice", "sticker", "video_note"];

function albumOf(params: Params): Params[] {
  const media = params.json("media");
  return Array.isArray(media) ? media.filter(isRecord).map((item) => new Params(item)) : [];
}

const shown = (message: Message) => message as unknown as PreviewMessage;

const sends =
  (contentOf: (params: Params, chat: PreviewChat) => object): Method =>
  (params, chat) => {
    const content = contentOf(params, chat);
    const { inline } = markupOf(params);
    const message = put(params, chat, { ...content, ...(inline && { reply_markup: inline }) });
    const keyboard = keyboardOf(params);
    return {
      result: message,
      saved: [message],
      events: [
        { type: "message", message: shown(message) },
        ...(keyboard === undefined ? [] : [{ type: "keyboard", keyboard } satisfies PreviewEvent]),
      ],
    };
  };

/** @param place among several that one call sends */
function put(params: Params, chat: PreviewChat, content: object, place = 0): Message {
  if (!params.has("chat_id")) throw badRequest("chat_id is empty");
  return {
    message_id: chat.nextMessageId + place,
    from: chat.bot,
    chat: privateChat(chat.person),
    date: chat.now,
    ...repliedTo(params, chat),
    ...content,
  } as Message;
}

export const privateChat = ({ id, first_name, username }: User): Message["chat"] => ({
  id,
  type: "private",
  first_name,
  ...(username && { username }),
});

function repliedTo(params: Params, { messages }: PreviewChat): object {
  const reply = params.object("reply_parameters");
  if (!reply) return {};
  const message = messages.get(Number(reply.message_id));
  if (!message && !reply.allow_sending_without_reply) throw badRequest("message to be replied not found");
  if (!message) return {};
  const { reply_to_message: _, ...shown } = message;
  return { reply_to_message: shown };
}

/** @returns `undefined` when the call changes nothing about it */
function keyboardOf(params: Params): PreviewKeyboard | null | undefined {
  const markup = params.object("reply_markup");
  if (markup?.remove_keyboard) return null;
  if (markup?.force_reply) return markup as PreviewKeyboard;
  if (!markup || !Array.isArray(markup.keyboard)) return undefined;
  const keyboard = markup.keyboard.map((row: unknown[]) => row.map((key) => (isRecord(key) ? key : { text: key })));
  return { ...markup, keyboard } as PreviewKeyboard;
}

const sendsFile = (kind: string): Method =>
  sends((params, { files }) => ({ ...attached(kind, params.text(kind), files), ...captionContent(params) }));

/** Telegram's limits of a photo: its bytes, and its width and height together. */
const maxPhotoBytes = 10 * 1024 * 1024;
const maxPhotoSides = 10_000;

/** @param name as the call names it; addresses are none, since nothing is fetched for a test chat */
function attached(kind: string, name: string, files: PreviewChat["files"]): object {
  if (!name) throw badRequest(`there is no ${kind} in the request`);
  const file = files.get(name);
  if (!file) throw badRequest("wrong file identifier/HTTP URL specified");
  if (file.size === 0) throw badRequest("file must be non-empty");
  const known = { file_id: file.id, file_unique_id: file.id, file_size: file.size };
  if (kind !== "photo") return { [kind]: { ...known, ...(file.name && { file_name: file.name }) } };
  if (file.size > maxPhotoBytes) throw badRequest("file is too big");
  if (!file.image) throw badRequest("IMAGE_PROCESS_FAILED");
  if (file.image.width + file.image.height > maxPhotoSides) throw badRequest("PHOTO_INVALID_DIMENSIONS");
  return { photo: [{ ...known, ...file.image }] };
}

const albumKinds = ["photo", "video", "document", "audio"];
const mostInAlbum = 10;

const sendMediaGroup: Method = (params, chat) => {
  const items = albumOf(params);
  if (items.length === 0) throw badRequest("there are no messages to send");
  if (items.length > mostInAlbum) throw badRequest("too many messages to send as an album");
  const messages = items.map((item, place) => {
    const kind = item.text("type");
    if (!albumKinds.includes(kind)) throw badRequest(`can't parse InputMedia: type "${kind}" is not for albums`);
    const content = { ...attached(kind, item.text("media"), chat.files), ...captionContent(item) };
    return put(params, chat, { ...content, media_group_id: `${chat.person.id}${chat.nextMessageId}` }, place);
  });
  return {
    result: messages,
    saved: messages,
    events: messages.map((message) => ({ type: "message", message: shown(message) })),
  };
};

/** What a message holds, for another that is to hold the same. */
function contentOf(params: Params, { messages, person }: PreviewChat, purpose: "copy" | "forward"): object {
  if (params.integer("from_chat_id") !== person.id) throw badRequest("chat not found");
  const source = messages.get(params.integer("message_id") ?? 0);
  if (!source) throw badRequest(`message to ${purpose} not found`);
  const { message_id, date, chat, from, reply_markup, reply_to_message, edit_date, media_group_id, ...content } =
    source;
  if (purpose === "forward")
    return { forward_origin: { type: "user", sender_user: from, date: source.date }, ...content };
  const { forward_origin, ...own } = content;
  if (!params.has("caption")) return own;
  return defined({ ...own, caption: undefined, caption_entities: undefined, ...captionContent(params) });
}

const copy = sends((params, chat) => contentOf(params, chat, "copy"));

const notModified =
  "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

const edits =
  (changesOf: (params: Params, message: Message) => object): Method =>
  (params, chat) => {
    const { inline } = markupOf(params);
    const message = messageIn(chat, params.integer("message_id"), "edit");
    if (message.from?.id !== chat.bot.id) throw badRequest("message can't be edited");
    const { reply_markup: _, ...kept } = message;
    const next = defined({ ...kept, ...changesOf(params, message), ...(inline && { reply_markup: inline }) });
    if (isDeepStrictEqual(withoutDate(next), withoutDate(message))) throw badRequest(notModified);
    const edited = { ...next, edit_date: chat.now } as Message;
    return { result: edited, saved: [edited], events: [{ type: "edit", message: shown(edited) }] };
  };

const withoutDate = ({ edit_date: _, ...message }: Message) => message;

/** A field set to `undefined` is taken away. */
const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Message;

function messageIn({ messages }: PreviewChat, id: number | undefined, purpose: "edit" | "delete"): Message {
  if (!id) throw badRequest("message identifier is not specified");
  const message = messages.get(id);
  if (!message) throw badRequest(`message to ${purpose} not found`);
  return message;
}

const removes = (ids: number[]): Done => ({
  result: true,
  removed: ids,
  events: ids.map((messageId) => ({ type: "delete", messageId })),
});

const draft =
  (contentOf: (params: Params) => { text?: string; entities?: Message["entities"] }): Method =>
  (params) => {
    const { text = "", entities } = contentOf(params);
    const draftId = params.integer("draft_id") ?? 0;
    if (draftId === 0) throw badRequest("draft_id must be non-zero");
    return {
      result: true,
      events: [
        { type: "draft", draftId, text, ...(entities && { entities: entities.map((entity) => ({ ...entity })) }) },
      ],
    };
  };

const nothing: Method = () => ({ result: true, events: [] });

const methods: Readonly<Record<string, Method>> = {
  sendMessage: sends(textContent),
  sendRichMessage: sends(richContent),
  sendPhoto: sendsFile("photo"),
  sendDocument: sendsFile("document"),
  sendVideo: sendsFile("video"),
  sendAnimation: sendsFile("animation"),
  sendAudio: sendsFile("audio"),
  sendVoice: sendsFile("voice"),
  sendVideoNote: sendsFile("video_note"),
  sendSticker: sendsFile("sticker"),
  sendMediaGroup,
  copyMessage: (params, chat) => ({ ...copy(params, chat), result: { message_id: chat.nextMessageId } }),
  forwardMessage: sends((params, chat) => contentOf(params, chat, "forward")),
  sendLocation: sends((params) => ({
    location: { latitude: Number(params.text("latitude")), longitude: Number(params.text("longitude")) },
  })),
  sendContact: sends((params) => ({
    contact: { phone_number: params.text("phone_number"), first_name: params.text("first_name") },
  })),

  editMessageText: edits((params, message) => {
    if (params.has("rich_message")) return { text: undefined, entities: undefined, ...richContent(params) };
    if (message.text === undefined && !message.rich_message)
      throw badRequest("there is no text in the message to edit");
    return { entities: undefined, rich_message: undefined, ...textContent(params) };
  }),
  editMessageCaption: edits((params) => ({
    caption: undefined,
    caption_entities: undefined,
    ...captionContent(params),
  })),
  editMessageReplyMarkup: edits(() => ({})),
  deleteMessage: (params, chat) => removes([messageIn(chat, params.integer("message_id"), "delete").message_id]),
  deleteMessages: (params, { messages }) => {
    if (!Array.isArray(params.json("message_ids"))) throw badRequest("message identifiers are not specified");
    return removes([...messages.keys()]);
  },

  sendMessageDraft: draft((params) => (params.has("text") ? textContent(params) : {})),
  sendRichMessageDraft: draft((params) => ({ text: JSON.stringify(richContent(params).rich_message) })),
  sendChatAction: (params) => ({ result: true, events: [{ type: "typing", action: params.text("action") }] }),
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
  getChat: (_, { person }) => ({ result: privateChat(person), events: [] }),
  getFile: (params) => {
    const id = params.text("file_id");
    return { result: { file_id: id, file_unique_id: id, file_path: id }, events: [] };
  },
  setMessageReaction: nothing,
  pinChatMessage: nothing,
  unpinChatMessage: nothing,
};
