/** send*, copyMessage, forwardMessage: each puts one more message into a chat, or an album of them. */
import type { Message } from "grammy/types";
import { badRequest } from "../api-error.ts";
import { attachedContent, mediaContent } from "../attachment.ts";
import { captionContent, mayHaveCaption, richContent, textContent } from "../content.ts";
import { markupOf, type ReplyKeyboard } from "../keyboard.ts";
import { isRecord, type Params } from "../params.ts";
import type { ChatMethod, ChatMethods, ChatView, InChat, Named } from "./chat-method.ts";

/** A method that sends what `contentOf` makes of its parameters. */
export const sends =
  (contentOf: (params: Params, named: Named) => object): ((params: Params, named: Named) => InChat) =>
  (params, named) => {
    const content = contentOf(params, named);
    const reply = replyIn(params);
    const { inline, keyboard } = markupOf(params);
    return (chat) => {
      const place = { ...topicIn(chat, params), ...repliedTo(chat, reply) };
      if (keyboard !== undefined) checkKeyboard(chat, keyboard);
      const message = put(chat, { ...place, ...content, ...(inline && { reply_markup: inline }) });
      return { result: message, sent: [message], ...(keyboard !== undefined && { keyboard }) };
    };
  };

/** @param nth of several that one call sends */
function put({ info, bot, now, nextMessageId }: ChatView, content: object, nth = 0): Message {
  const sender = info.type === "channel" ? { sender_chat: info } : { from: bot };
  return { message_id: nextMessageId + nth, ...sender, chat: info, date: now, ...content } as Message;
}

interface Reply {
  messageId: number;
  /** Whether it is sent all the same when that message is not there. */
  lenient: boolean;
}

/** Also as older libraries ask for it. */
function replyIn(params: Params): Reply | null {
  const given = params.json("reply_parameters");
  if (given === undefined) {
    const messageId = params.integer("reply_to_message_id") ?? 0;
    return messageId > 0 ? { messageId, lenient: params.flag("allow_sending_without_reply") } : null;
  }
  if (!isRecord(given)) throw badRequest("object expected as reply parameters");
  const messageId = Number(given.message_id);
  return messageId > 0 ? { messageId, lenient: Boolean(given.allow_sending_without_reply) } : null;
}

function repliedTo(chat: ChatView, reply: Reply | null): object {
  if (!reply) return {};
  const message = chat.find(reply.messageId);
  if (!message && !reply.lenient) throw badRequest("message to be replied not found");
  if (!message) return {};
  const { reply_to_message: _, ...shown } = message;
  return { reply_to_message: shown };
}

/** A group without topics does not look for one; a private chat would, and has none. */
function topicIn({ info }: ChatView, params: Params): object {
  const topic = params.integer("message_thread_id") ?? 0;
  if (topic <= 0) return {};
  if (info.type === "private") throw badRequest("message thread not found");
  return "is_forum" in info && info.is_forum ? { message_thread_id: topic, is_topic_message: true } : {};
}

/** What nobody is asked for in front of others. */
const requests = [
  ["request_contact", "phone number"],
  ["request_location", "location"],
  ["request_poll", "poll"],
  ["request_users", "users"],
  ["request_chat", "chats"],
  ["request_managed_bot", "managed bots"],
] as const;

function checkKeyboard({ info: { type } }: ChatView, keyboard: ReplyKeyboard | null): void {
  if (type === "channel") throw badRequest("inline keyboard expected");
  if (type === "private" || !keyboard || !("keyboard" in keyboard)) return;
  const keys: object[] = keyboard.keyboard.flat();
  const request = requests.find(([field]) => keys.some((key) => (key as Record<string, unknown>)[field]));
  if (request) throw badRequest(`${request[1]} can be requested in private chats only`);
}

/** A method that sends a file under the name of its kind. */
const sendsFile = (kind: string) => sends((params, { file }) => attachedContent(kind, params, file));

const mostInAlbum = 10;
/** What stands in albums of its own kind alone. */
const unmixed = ["document", "audio"];

const sendMediaGroup: ChatMethod = (params, { file }) => {
  const reply = replyIn(params);
  const media = params.json("media");
  if (media === undefined) throw badRequest('parameter "media" is required');
  if (!Array.isArray(media)) throw badRequest("expected an Array of InputMedia");
  const contents = media.map((item) => mediaContent(item, file, { inAlbum: true }));
  if (contents.length > mostInAlbum) throw badRequest("too many messages to send as an album");
  if (contents.length === 0) throw badRequest("there are no messages to send");
  const alone = unmixed.find((kind) => contents.some((content) => kind in content));
  if (alone && !contents.every((content) => alone in content)) {
    throw badRequest(`${alone} can't be mixed with other media types`);
  }
  return (chat) => {
    const album = contents.length > 1 && { media_group_id: `${Math.abs(chat.info.id)}${chat.nextMessageId}` };
    const place = { ...topicIn(chat, params), ...repliedTo(chat, reply) };
    const sent = contents.map((content, nth) => put(chat, { ...place, ...content, ...album }, nth));
    return { result: sent, sent };
  };
};

function sourceOf(params: Params, { chat }: Named, purpose: "copy" | "forward"): Message {
  if (!params.has("from_chat_id")) throw badRequest('parameter "from_chat_id" is required');
  const source = chat(params.text("from_chat_id")).find(params.integer("message_id") ?? 0);
  if (!source) throw badRequest(`message to ${purpose} not found`);
  return source;
}

/** What says where a message stands and in which company, not what it holds. */
const standing: ReadonlySet<string> = new Set<keyof Message>([
  ...(["message_id", "chat", "from", "sender_chat", "date", "edit_date", "reply_to_message", "reply_markup"] as const),
  ...(["media_group_id", "message_thread_id", "is_topic_message"] as const),
]);

/** What a message holds, for another that is to hold the same. */
const heldBy = (source: Message): Partial<Message> =>
  Object.fromEntries(Object.entries(source).filter(([field]) => !standing.has(field)));

/** A copy does not tell where it comes from, and may have a caption of its own. */
const copy = sends((params, named) => {
  const { forward_origin, ...content } = heldBy(sourceOf(params, named, "copy"));
  if (params.raw.caption === undefined || !mayHaveCaption(content)) return content;
  const { caption, caption_entities, ...file } = content;
  return { ...file, ...captionContent(params) };
});

const copyMessage: ChatMethod = (params, named) => {
  const inChat = copy(params, named);
  return (chat) => {
    const change = inChat(chat);
    return { ...change, result: { message_id: chat.nextMessageId } };
  };
};

/** Tells who said it first. It answers nothing, and has no buttons. */
const forwardMessage: ChatMethod = (params, named) => {
  const source = sourceOf(params, named, "forward");
  const content = { forward_origin: originOf(source), ...heldBy(source) };
  return (chat) => {
    const message = put(chat, { ...topicIn(chat, params), ...content });
    return { result: message, sent: [message] };
  };
};

const originOf = ({ from, chat, date, message_id }: Message) =>
  from ? { type: "user", sender_user: from, date } : { type: "channel", chat, message_id, date };

export const sendingMethods: ChatMethods = {
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
  sendLocation: sends((params) => ({
    location: { latitude: Number(params.text("latitude")), longitude: Number(params.text("longitude")) },
  })),
  sendContact: sends((params) => ({
    contact: { phone_number: params.text("phone_number"), first_name: params.text("first_name") },
  })),
  copyMessage,
  forwardMessage,
};
