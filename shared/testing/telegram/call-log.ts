/** What a bot has called, and the messages that came of it: a test looks at it, or waits for the next one. */
import type { Message } from "grammy/types";

/** A call as the server saw it, whether or not its answer reached the bot. */
export interface Call {
  /** As the documentation spells it. */
  method: string;
  params: Readonly<Record<string, unknown>>;
  /** On the simulator's clock, in milliseconds. */
  atMs: number;
  ok: boolean;
  /** What was answered when `ok`. */
  result?: unknown;
  /** Why not, when not `ok`: `"400 Bad Request: …"`. */
  error?: string;
}

/** An accepted call that changed something in Telegram. */
export interface SentCall extends Call {
  /** The message it made or edited. */
  message?: Message;
}

/** A text the message has exactly, a pattern in it, or a condition. */
export type MessagePredicate = string | RegExp | ((message: Message, call: SentCall) => boolean);

interface Waiter {
  matches(call: SentCall): boolean;
  resolve(message: Message): void;
}

export class CallLog {
  readonly #calls: Call[] = [];
  readonly #sent: SentCall[] = [];
  readonly #unclaimed = new Set<SentCall>();
  readonly #waiters = new Set<Waiter>();

  get calls(): readonly Call[] {
    return this.#calls;
  }

  get sent(): readonly SentCall[] {
    return this.#sent;
  }

  add(call: Call, message: Message | null): void {
    this.#calls.push(call);
    if (!call.ok || call.method.startsWith("get")) return;
    // A snapshot: later edits change the chat, not what was sent then.
    const sent: SentCall = message ? { ...call, message: structuredClone(message) } : call;
    this.#sent.push(sent);
    if (message) this.#offer(sent);
  }

  /**
   * The first message sent or edited that fits and was not returned by an
   * earlier wait: each is handed out once, however long ago it came.
   *
   * @throws {Error} after `timeoutMs` of real time, listing what came instead
   */
  waitForMessage(predicate: MessagePredicate, timeoutMs: number): Promise<Message> {
    const matches = ({ message, ...call }: SentCall) => message !== undefined && fits(predicate, message, call);
    for (const call of this.#unclaimed) {
      if (!call.message || !matches(call)) continue;
      this.#unclaimed.delete(call);
      return Promise.resolve(call.message);
    }
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    const waiter = { matches, resolve };
    this.#waiters.add(waiter);
    const timer = setTimeout(() => {
      this.#waiters.delete(waiter);
      reject(new Error(`No message ${String(predicate)} within ${timeoutMs} ms. ${this.#summary()}`));
    }, timeoutMs);
    return promise.finally(() => clearTimeout(timer));
  }

  #offer(call: SentCall): void {
    for (const waiter of this.#waiters) {
      if (!waiter.matches(call)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(call.message!);
      return;
    }
    this.#unclaimed.add(call);
  }

  #summary(): string {
    const last = this.#calls
      .slice(-10)
      .map(
        ({ method, params, ok, error }) => `  ${method} ${JSON.stringify(params).slice(0, 200)} ${ok ? "ok" : error}`,
      );
    return last.length > 0 ? `The last calls:\n${last.join("\n")}` : "The bot called nothing.";
  }
}

/** What a person reads in a message. */
export function textOf(message: Message): string {
  if (message.rich_message)
    return message.rich_message.blocks.map((block) => ("text" in block ? block.text : "")).join("\n");
  return message.text ?? message.caption ?? "";
}

function fits(predicate: MessagePredicate, message: Message, call: SentCall): boolean {
  if (typeof predicate === "function") return predicate(message, call);
  return typeof predicate === "string" ? textOf(message) === predicate : predicate.test(textOf(message));
}
