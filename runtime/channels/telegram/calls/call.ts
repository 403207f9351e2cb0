/** One call on its way, from its place in the line to its answer. It is settled once, and listens to its signal until then. */
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import { readExactly } from "../../../addresses/exact-ids.ts";
import type { FairLine, Waiter } from "./fair-line.ts";

interface Carrier {
  /** Gives up what it carries. */
  giveUp(reason: Error): void;
}

interface CallParts {
  request: string;
  timeoutMs: number;
  of: string;
  line: FairLine<Call>;
}

export class Call implements Waiter<Call> {
  /** The whole request, head and body. The token is in it. */
  readonly request: string;
  /** The answer's body, as JSON. */
  readonly answer: Promise<unknown>;
  /** How long the answer may take to begin, and then to go on, in milliseconds. */
  readonly timeoutMs: number;
  readonly of: string;
  /** Its neighbours in the line. */
  next: Call | null = null;
  previous: Call | null = null;
  readonly #resolve: (answer: unknown) => void;
  readonly #reject: (error: Error) => void;
  #carrier: Carrier | null = null;
  #settled = false;
  #signal: Cancellation | null = null;
  /** Heeded while it waits in line. */
  #departure: Cancellation | null = null;
  #onAbort: (() => void) | null = null;
  readonly #line: FairLine<Call>;

  constructor({ request, timeoutMs, of, line }: CallParts) {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.request = request;
    this.timeoutMs = timeoutMs;
    this.of = of;
    this.#line = line;
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** @param onAbort called when the signal aborts before the call is settled */
  heed(signal: Cancellation, onAbort: () => void): void {
    this.#signal = signal;
    this.#onAbort = onAbort;
    signal.addEventListener("abort", onAbort);
  }

  /** The same, also when the call may not leave any more, until it has. To be called after {@link heed}. */
  heedUntilSent(departure: Cancellation): void {
    this.#departure = departure;
    departure.addEventListener("abort", this.#onAbort!);
  }

  /** The connection over which it was sent; `null` while it waits for one. */
  get carrier(): Carrier | null {
    return this.#carrier;
  }

  /** Whether it stands in line. */
  get waits(): boolean {
    return this.#carrier === null && !this.#settled;
  }

  sentOver(carrier: Carrier): void {
    this.#carrier = carrier;
    this.#stopWaiting();
  }

  answered(body: string): void {
    this.#settle();
    let answer: unknown;
    try {
      answer = readExactly(body);
    } catch {
      // V8's own message quotes the body, and a proxy's page may quote the address that was called.
      return this.#reject(new SyntaxError("The answer is no JSON"));
    }
    this.#resolve(answer);
  }

  failed(error: Error): void {
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    if (this.#carrier) this.#line.leave(this);
    this.#carrier = null;
    this.#settled = true;
    this.#stopWaiting();
    if (this.#onAbort) this.#signal!.removeEventListener("abort", this.#onAbort);
  }

  #stopWaiting(): void {
    this.#departure?.removeEventListener("abort", this.#onAbort!);
    this.#departure = null;
  }
}
