/**
 * One more address of the simulator, for one program alone: so it is known who called, and that program can be cut off
 * from Telegram while others are not.
 */
import type { Listener } from "../listener.ts";

export interface ArrivedCall {
  token: string;
  /** Lower-case. */
  method: string;
  /** On the simulator's clock, in milliseconds. */
  atMs: number;
}

export class Entrance implements AsyncDisposable {
  /** Calls that came in here, oldest first, whether or not a fault hit them. */
  readonly calls: ArrivedCall[] = [];
  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** For TELEGRAM_API_ROOT. */
  get url(): string {
    return this.#listener.url;
  }

  note(call: ArrivedCall): void {
    this.calls.push(call);
  }

  /** Resets all connections that came in here, and refuses new ones until {@link accept}. */
  refuse(): Promise<void> {
    return this.#listener.refuse();
  }

  accept(): Promise<void> {
    return this.#listener.accept();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#listener[Symbol.asyncDispose]();
  }
}
