/** What is asked with one key of the simulator, or with any, and how it is answered: as it is told, or with an echo. */
import { type ChatRequest, lastUserText } from "./chat-request.ts";
import type { Reply } from "./completion.ts";
import type { OpenAiFault } from "./faults.ts";

export type Replies = Reply | ((request: ChatRequest) => Reply | Promise<Reply>);

/** `echo: ` and what the person said last. */
export const echo = (request: ChatRequest) => `echo: ${lastUserText(request)}`;

export class OpenAiAccount {
  /** Chat requests that were understood, oldest first, failed ones included. */
  readonly requests: ChatRequest[] = [];
  /** Replies that a client hung up on before they were complete. */
  abandoned = 0;
  readonly #faults: { fault: OpenAiFault; left: number }[] = [];
  #replies: Replies = echo;

  /** What is said from now on. A function sees the request. */
  reply(replies: Replies): void {
    this.#replies = replies;
  }

  /** Fails the next `times` requests in this way, after the failures already ordered. */
  fail(fault: OpenAiFault, times = Number.POSITIVE_INFINITY): void {
    this.#faults.push({ fault, left: times });
  }

  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** For the server: what it says to the request. */
  async replyTo(request: ChatRequest): Promise<Reply> {
    return typeof this.#replies === "function" ? this.#replies(request) : this.#replies;
  }

  /** For the server: how the request that came now fails; `null` when it does not. */
  nextFault(): OpenAiFault | null {
    const next = this.#faults[0];
    if (!next) return null;
    next.left--;
    if (next.left <= 0) this.#faults.shift();
    return next.fault;
  }
}
