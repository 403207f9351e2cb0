/** A chat that is known as far as a call needs it, and what the call comes to there. */
import type { Chat, Message, User } from "grammy/types";
import { ApiError } from "../api-error.ts";
import type { KnownFile } from "../attachment.ts";
import type { Change, ChatMethods } from "../methods/chat-method.ts";
import { Params } from "../params.ts";

export const bot: User = { id: 1, is_bot: true, first_name: "Shop", username: "shop_bot" };
export const ann: User = { id: 5, is_bot: false, first_name: "Ann" };
export const privateChat: Chat = { id: ann.id, type: "private", first_name: "Ann" };
export const group: Chat = { id: -7, type: "supergroup", title: "A group" };
export const channel: Chat = { id: -9, type: "channel", title: "A channel" };

export interface Known {
  info?: Chat;
  now?: number;
  messages?: Message[];
  /** By how a call names them. */
  files?: Record<string, Partial<KnownFile>>;
}

/** A message of the bot in the private chat, unless it is said otherwise. */
export const message = (message_id: number, content: object): Message =>
  ({ message_id, from: bot, chat: privateChat, date: 100, ...content }) as Message;

/** The next message of the chat is number 8. */
export function call(
  methods: ChatMethods,
  name: string,
  params: Record<string, unknown>,
  { info = privateChat, now = 100, messages = [], files = {} }: Known = {},
): Change {
  const find = (id: number) => messages.find(({ message_id }) => message_id === id);
  const act = methods[name]!(new Params({ chat_id: info.id, ...params }), {
    file: (reference) => files[reference] && { ...nothing, id: `id of ${reference}`, ...files[reference] },
    chat: () => ({ find }),
  });
  if (!act) throw new Error("It is about no chat");
  return act({ info, bot, now, nextMessageId: 8, find });
}

const nothing: KnownFile = { id: "", uniqueId: "unique", size: 10, name: null, mimeType: null, image: null };

/** @returns why it is refused; `null` when it is not */
export function refusal(...of: Parameters<typeof call>): string | null {
  try {
    call(...of);
    return null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return error.message.replace("Bad Request: ", "");
    throw error;
  }
}
