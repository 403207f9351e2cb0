/** editMessage*, deleteMessage(s): they change what already stands in a chat. */
import { isDeepStrictEqual } from "node:util";
import type { Message } from "grammy/types";
import { badRequest } from "#shared/telegram/api-error.ts";
import { captionContent, richContent, textContent } from "#shared/telegram/content.ts";
import { markupOf } from "#shared/telegram/keyboard.ts";
import type { Chat } from "../chat.ts";
import type { Method, MethodCall, Methods } from "../method.ts";
import { addressedChat, writableChat } from "./addressed-chat.ts";
import { attached } from "./attachments.ts";

const maxDeletableAgeS = 48 * 3600;
const notModified =
  "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

/** A method that lays `changesOf` its parameters over a message of the bot. */
const edits =
  (changesOf: (call: MethodCall, message: Message) => object): Method =>
  (call) => {
    const { params, bot } = call;
    if (params.has("inline_message_id")) return true;
    const { inline } = markupOf(params);
    const chat = writableChat(call);
    const message = messageIn(chat, params.integer("message_id"), "edit");
    if (message.from?.id !== bot.id && message.sender_chat?.id !== chat.id) throw badRequest("message can't be edited");
    const { reply_markup: _, ...kept } = message;
    const next = defined({ ...kept, ...changesOf(call, message), ...(inline && { reply_markup: inline }) });
    if (isDeepStrictEqual(withoutDate(next), withoutDate(message))) throw badRequest(notModified);
    const edited = { ...next, edit_date: chat.date } as Message;
    chat.replace(edited);
    return edited;
  };

const withoutDate = ({ edit_date: _, ...message }: Message) => message;

/** A field set to `undefined` is taken away. */
const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Message;

function messageIn(chat: Chat, id: number | undefined, purpose: "edit" | "delete"): Message {
  if (!id) throw badRequest("message identifier is not specified");
  const message = chat.find(id);
  if (!message) throw badRequest(`message to ${purpose} not found`);
  return message;
}

/** Text and rich content replace each other. */
const newText = ({ params }: MethodCall, message: Message) => {
  if (params.has("rich_message")) return { text: undefined, entities: undefined, ...richContent(params) };
  if (message.text === undefined && !message.rich_message) throw badRequest("there is no text in the message to edit");
  return { entities: undefined, rich_message: undefined, ...textContent(params) };
};

export const editingMethods: Methods = {
  editMessageText: edits(newText),
  editMessageReplyMarkup: edits(() => ({})),
  editMessageCaption: edits(({ params }) => ({
    caption: undefined,
    caption_entities: undefined,
    ...captionContent(params),
  })),
  editMessageMedia: edits((call) => {
    const media = call.params.object("media") ?? {};
    const kind = String(media.type ?? "");
    return attached({ ...call, params: call.params.with(kind, media.media) }, kind);
  }),

  deleteMessage: (call) => {
    const chat = addressedChat(call);
    const message = messageIn(chat, call.params.integer("message_id"), "delete");
    if (chat.date - message.date > maxDeletableAgeS) throw badRequest("message can't be deleted for everyone");
    return chat.remove(message.message_id);
  },
  deleteMessages: (call) => {
    const chat = addressedChat(call);
    const ids = call.params.json("message_ids");
    if (!Array.isArray(ids)) throw badRequest("message identifiers are not specified");
    for (const id of ids) chat.remove(Number(id));
    return true;
  },
};
