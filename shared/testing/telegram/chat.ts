/** A chat as the people in it see it: its messages with edits and deletions applied, the draft and the last action. */
import type { Chat as ChatInfo, Message, User } from "grammy/types";
import type { Key, ReplyKeyboard } from "#shared/telegram/keyboard.ts";
import type { ChatView } from "#shared/telegram/methods/chat-method.ts";
import type { Clock } from "../clock.ts";
import { MessageIds } from "./message-ids.ts";

export interface Draft {
  id: number;
  text: string;
  expiresAtMs: number;
}

const draftLifetimeMs = 30_000;
const actionLifetimeMs = 5_000;

export class Chat {
  readonly info: ChatInfo;
  /** The reply keyboard under the text field; empty when there is none. */
  keyboard: Key[][] = [];
  /** What brought it. */
  keyboardMessage: Message | null = null;
  readonly #clock: Clock;
  readonly #record: boolean;
  readonly #messages = new Map<number, Message>();
  readonly #ids: MessageIds;
  #draft: Draft | null = null;
  #action: { name: string; untilMs: number } | null = null;

  /** @param ids its own by default, as a supergroup has them */
  constructor(info: ChatInfo, { clock, record }: { clock: Clock; record: boolean }, ids = new MessageIds()) {
    this.info = info;
    this.#ids = ids;
    this.#clock = clock;
    this.#record = record;
  }

  get id(): number {
    return this.info.id;
  }

  /** Oldest first; empty when the simulator doesn't record. */
  get messages(): Message[] {
    return [...this.#messages.values()];
  }

  get lastMessage(): Message | undefined {
    return this.messages.at(-1);
  }

  /** The preview that a bot streams, while it is shown. */
  get draft(): Draft | null {
    return this.#draft && this.#draft.expiresAtMs > this.#clock.now() ? this.#draft : null;
  }

  /** "typing" and so on, while it is shown. */
  get action(): string | null {
    return this.#action && this.#action.untilMs > this.#clock.now() ? this.#action.name : null;
  }

  /** Seconds since the epoch, as messages carry them. */
  get date(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  /** As a bot finds it that is about to call. */
  viewOf(bot: User): ChatView {
    return {
      info: this.info,
      bot,
      now: this.date,
      nextMessageId: this.#ids.next,
      find: (messageId) => this.find(messageId),
    };
  }

  find(messageId: number): Message | undefined {
    return this.#messages.get(messageId);
  }

  /** Appends a message given without its id, chat and date. */
  add(content: object): Message {
    const message = { message_id: this.#ids.next, date: this.date, chat: this.info, ...content } as Message;
    this.append(message);
    return message;
  }

  append(message: Message): void {
    this.#ids.take(message.message_id);
    if (this.#record) this.#messages.set(message.message_id, message);
    this.#draft = null;
    this.#action = null;
  }

  replace(message: Message): void {
    if (this.#record) this.#messages.set(message.message_id, message);
  }

  /** `false` when there is no such message. */
  remove(messageId: number): boolean {
    return this.#messages.delete(messageId);
  }

  /** A request to answer that is meant for somebody leaves what all others have. @param message what brought it */
  showKeyboard(keyboard: ReplyKeyboard | null, message: Message): void {
    const isForOne =
      this.info.type !== "private" && keyboard !== null && !("keyboard" in keyboard) && keyboard.selective;
    if (isForOne) return;
    this.keyboard = keyboard && "keyboard" in keyboard ? keyboard.keyboard : [];
    this.keyboardMessage = message;
  }

  showDraft(id: number, text: string): void {
    this.#draft = { id, text, expiresAtMs: this.#clock.now() + draftLifetimeMs };
  }

  showAction(name: string): void {
    this.#action = { name, untilMs: this.#clock.now() + actionLifetimeMs };
  }
}
