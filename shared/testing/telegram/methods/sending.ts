/** send*, copyMessage, forwardMessage: each puts one more message into a chat. */
import { randomBytes } from "node:crypto";
import type { KeyboardButton, Message } from "grammy/types";
import { badRequest } from "#shared/telegram/api-error.ts";
import { captionContent, richContent, textContent } from "#shared/telegram/content.ts";
import { markupOf } from "#shared/telegram/keyboard.ts";
import { isRecord, Params } from "#shared/telegram/params.ts";
import type { Chat } from "../chat.ts";
import type { Method, MethodCall, Methods } from "../method.ts";
import { addressedChat, reachableChat, writableChat } from "./addressed-chat.ts";
import { attached } from "./attachments.ts";

/** A method that sends what `contentOf` makes of its parameters. */
const sends =
  (contentOf: (call: MethodCall) => object): Method =>
  (call) => {
    const content = contentOf(call);
    const markup = markupOf(call.params);
    const chat = writableChat(call);
    if (chat.info.type !== "private") for (const key of markup.keyboard?.flat() ?? []) checkPublicKey(key);
    const reply = repliedTo(chat, call.params);
    const topicId = call.params.integer("message_thread_id");
    const message = put(call, chat, {
      ...content,
      ...(reply && { reply_to_message: reply }),
      ...(topicId && { message_thread_id: topicId, is_topic_message: true }),
      ...(markup.inline && { reply_markup: markup.inline }),
    });
    if (markup.keyboard) {
      chat.keyboard = markup.keyboard;
      chat.keyboardMessage = message;
    }
    return message;
  };

/** Nobody is asked for their number or place in front of others. */
function checkPublicKey(key: KeyboardButton): void {
  if (typeof key !== "object") return;
  if ("request_contact" in key) throw badRequest("phone number can be requested in private chats only");
  if ("request_location" in key) throw badRequest("location can be requested in private chats only");
}

function put({ bot, world }: MethodCall, chat: Chat, content: object): Message {
  const sender = chat.info.type === "channel" ? { sender_chat: chat.info } : { from: bot.info };
  const message = chat.add({ ...sender, ...content });
  for (const observer of world.observers) observer.sent?.(bot, message);
  return message;
}

function repliedTo(chat: Chat, params: Params): Message | null {
  const reply = params.object("reply_parameters");
  const id = reply ? Number(reply.message_id) : params.integer("reply_to_message_id");
  if (id === undefined) return null;
  const message = chat.find(id);
  if (message) {
    const { reply_to_message: _, ...shown } = message;
    return shown as Message;
  }
  if (reply?.allow_sending_without_reply || params.flag("allow_sending_without_reply")) return null;
  throw badRequest("message to be replied not found");
}

/** A method that sends a file, with a caption, under the name of its kind. */
const sendsFile = (kind: string) => sends((call) => ({ ...attached(call, kind), ...captionContent(call.params) }));

const copied = (call: MethodCall): Message => {
  const from = addressedChat({ ...call, params: call.params.with("chat_id", call.params.text("from_chat_id")) });
  const source = from.find(call.params.integer("message_id") ?? 0);
  if (!source) throw badRequest("message to copy not found");
  return source;
};

const contentOf = (source: Message) => {
  const {
    message_id,
    date,
    chat,
    from,
    sender_chat,
    reply_markup,
    reply_to_message,
    edit_date,
    media_group_id,
    ...own
  } = source;
  return own;
};

/** A copy does not tell where it comes from, and may have a caption of its own. */
const copyOf = (source: Message, params: Params) => {
  const { forward_origin, caption, caption_entities, ...content } = contentOf(source);
  if (params.has("caption")) return { ...content, ...captionContent(params) };
  return { ...content, ...(caption && { caption }), ...(caption_entities && { caption_entities }) };
};

const albumKinds = ["photo", "video", "document", "audio"];

const sendMediaGroup: Method = (call) => {
  const media = call.params.json("media");
  if (!Array.isArray(media) || media.length === 0) throw badRequest("there are no messages to send");
  if (media.length > 10) throw badRequest("too many messages to send as an album");
  const chat = writableChat(call);
  const contents = media.filter(isRecord).map((item) => {
    const kind = String(item.type);
    if (!albumKinds.includes(kind)) throw badRequest(`can't parse InputMedia: type "${kind}" is not for albums`);
    const own = { ...call, params: new Params({ ...item, [kind]: item.media }, call.params.files) };
    return { ...attached(own, kind), ...captionContent(own.params) };
  });
  const reply = repliedTo(chat, call.params);
  const shared = { media_group_id: randomBytes(8).toString("hex"), ...(reply && { reply_to_message: reply }) };
  return contents.map((content) => put(call, chat, { ...content, ...shared }));
};

export const sendingMethods: Methods = {
  sendMessage: sends(({ params }) => textContent(params)),
  sendRichMessage: sends(({ params }) => richContent(params)),
  sendPhoto: sendsFile("photo"),
  sendDocument: sendsFile("document"),
  sendVideo: sendsFile("video"),
  sendAnimation: sendsFile("animation"),
  sendAudio: sendsFile("audio"),
  sendVoice: sendsFile("voice"),
  sendVideoNote: sendsFile("video_note"),
  sendSticker: sendsFile("sticker"),
  sendMediaGroup,
  sendLocation: sends(({ params }) => ({
    location: { latitude: Number(params.text("latitude")), longitude: Number(params.text("longitude")) },
  })),
  sendContact: sends(({ params }) => ({
    contact: { phone_number: params.text("phone_number"), first_name: params.text("first_name") },
  })),
  sendDice: sends(({ params }) => ({ dice: { emoji: params.text("emoji") || "🎲", value: 4 } })),

  copyMessage: (call) => {
    const message = sends(() => copyOf(copied(call), call.params))(call) as Message;
    return { message_id: message.message_id };
  },
  forwardMessage: sends((call) => {
    const source = copied(call);
    const sender = source.from;
    const origin = sender
      ? { type: "user", sender_user: sender, date: source.date }
      : { type: "channel", chat: source.chat, message_id: source.message_id, date: source.date };
    return { ...contentOf(source), forward_origin: origin };
  }),

  sendMessageDraft: (call) => {
    const { params } = call;
    const text = params.has("text") ? (textContent(params).text ?? "") : "";
    return showDraft(call, text);
  },
  sendRichMessageDraft: (call) => showDraft(call, JSON.stringify(richContent(call.params).rich_message)),

  sendChatAction: (call) => {
    const chat = reachableChat(call);
    const action = call.params.text("action");
    if (!/^(typing|(upload|record)_\w+|choose_sticker|find_location)$/.test(action)) {
      throw badRequest("wrong parameter action in request");
    }
    chat.showAction(action);
    return true;
  },
};

function showDraft(call: MethodCall, text: string): true {
  const chat = reachableChat(call);
  const draftId = call.params.integer("draft_id") ?? 0;
  if (draftId === 0) throw badRequest("draft_id must be non-zero");
  if (chat.info.type !== "private") throw badRequest("drafts can be sent to private chats only");
  chat.showDraft(draftId, text);
  return true;
}
