/**
 * What a method of the Bot API does in a chat, as a pure function: from what a call says and what is known of the chat to
 * the messages that stand there then, or to the refusal. Ids, the time and files are handed in, and whoever answers in
 * Telegram's place keeps what comes of it.
 */
import type { Chat, Message, MessageEntity, User } from "grammy/types";
import type { FindFile } from "../attachment.ts";
import type { ReplyKeyboard } from "../keyboard.ts";
import type { Params } from "../params.ts";

/**
 * Reads a call, and refuses what is wrong with it wherever it is made: Telegram looks at the chat only then. `null` for
 * an edit of an inline message, which stands in no chat that is known.
 *
 * @throws {ApiError} 400
 */
export type ChatMethod = (params: Params, named: Named) => InChat | null;

/** @throws {ApiError} 400 for what this chat does not allow */
export type InChat = (chat: ChatView) => Change;

/** What a call may name besides its chat. */
export interface Named {
  file: FindFile;
  /** Where a copy comes from. @param id as the call has it @throws {ApiError} when the bot cannot look into it */
  chat(id: string): Pick<ChatView, "find">;
}

/** A chat before the call, as the bot that calls sees it. */
export interface ChatView {
  /** As messages carry it. */
  info: Chat;
  bot: User;
  /** In seconds since the epoch. */
  now: number;
  nextMessageId: number;
  find(messageId: number): Message | undefined;
}

/** What a call comes to. */
export interface Change {
  result: unknown;
  sent?: Message[];
  /** Takes the place of the one with its id. */
  edited?: Message;
  removed?: number[];
  /** What is under the text field from now on; `null`: nothing. */
  keyboard?: ReplyKeyboard | null;
  /** A message that is being written. */
  draft?: Draft;
  /** "typing" and so on. */
  action?: string;
}

export interface Draft {
  id: number;
  text: string;
  entities?: MessageEntity[];
}

/** By the names of the documentation. */
export type ChatMethods = Readonly<Record<string, ChatMethod>>;
