/** A chat as the people in it see it: its messages with edits and deletions applied, the draft and the last action. */
import type { Chat as ChatInfo, KeyboardButton, Message } from "grammy/types";
import type { Clock } from "../clock.ts";

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
  keyboard: KeyboardButton[][] = [];
  /** What brought it. */
  keyboardMessage: Message | null = null;
  readonly #clock: Clock;
  readonly #record: boolean;
  readonly #messages = new Map<number, Message>();
  #lastMessageId = 0;
  #draft: Draft | null = null;
  #action: { name: string; untilMs: number } | null = null;

  constructor(info: ChatInfo, { clock, record }: { clock: Clock; record: boolean }) {
    this.info = info;
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

  find(messageId: number): Message | undefined {
    return this.#messages.get(messageId);
  }

  /** Appends a message given without its id, chat and date. */
  add(content: object): Message {
    const message = { message_id: ++this.#lastMessageId, date: this.date, chat: this.info, ...content } as Message;
    if (this.#record) this.#messages.set(message.message_id, message);
    this.#draft = null;
    this.#action = null;
    return message;
  }

  replace(message: Message): void {
    if (this.#record) this.#messages.set(message.message_id, message);
  }

  /** `false` when there is no such message. */
  remove(messageId: number): boolean {
    return this.#messages.delete(messageId);
  }

  showDraft(id: number, text: string): void {
    this.#draft = { id, text, expiresAtMs: this.#clock.now() + draftLifetimeMs };
  }

  showAction(name: string): void {
    this.#action = { name, untilMs: this.#clock.now() + actionLifetimeMs };
  }
}
