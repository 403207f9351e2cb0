/**
 * One request over undici's connections and its answer, read whole. Leave to send is asked for when a connection is
 * free for it, and not when it joins the queue: much may happen in between.
 */
import type { Dispatcher } from "undici";
import { type Cancellation, reasonOf } from "#shared/lifecycle/cancellation.ts";
import { readExactly } from "../../addresses/exact-ids.ts";
import { CallForbidden } from "../call-forbidden.ts";
import { CallLost } from "../call-lost.ts";
import { CallUnsent } from "../call-unsent.ts";
import { maxAnswerBytes, tooLong } from "./answer-limit.ts";

interface Outgoing extends Dispatcher.DispatchOptions {
  signal?: Cancellation | null | undefined;
  /** Aborts as soon as the request may not leave any more, if it has not yet. */
  departure?: Cancellation | undefined;
  /** How long the answer may take to begin, and then to go on, in milliseconds. */
  timeoutMs: number;
  /** How long all of it may take, in milliseconds. */
  wholeTimeoutMs: number;
}

/**
 * @returns the answer's body, as JSON
 * @throws {CallForbidden} when `mayCall` says no at the moment of sending
 * @throws {CallUnsent} when there is no connection for it, or it is given up before all of it was written
 * @throws {CallLost} when it takes too long
 * @throws {SyntaxError} when the body is no JSON
 * @throws the signal's reason when that aborts later
 */
export async function exchange(
  connections: Dispatcher,
  { signal, departure, timeoutMs, wholeTimeoutMs, ...options }: Outgoing,
  mayCall: () => boolean,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const handler = new AnswerReader({ mayCall, resolve, reject });
  const abort = () => handler.giveUp(reasonOf(signal!));
  const stay = () => handler.stay(reasonOf(departure!));
  if (signal?.aborted) throw CallUnsent.givenUp(reasonOf(signal));
  if (departure?.aborted) throw CallUnsent.givenUp(reasonOf(departure));
  signal?.addEventListener("abort", abort);
  departure?.addEventListener("abort", stay);
  const late = setTimeout(() => handler.giveUp(new CallLost("ETIMEDOUT", "The answer took too long")), wholeTimeoutMs);
  try {
    connections.dispatch({ ...options, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }, handler);
    return readExactly(await promise);
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", abort);
    departure?.removeEventListener("abort", stay);
  }
}

interface ReaderDeps {
  mayCall(): boolean;
  resolve(body: string): void;
  reject(error: Error): void;
}

class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #deps: ReaderDeps;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** `null` while nothing of the request has been written. */
  #controller: Dispatcher.DispatchController | null = null;
  /** Whether all of it has. */
  #sent = false;
  #aborted: Error | null = null;

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  /** A request that still waits for a connection gives up its place when its turn comes. */
  giveUp(reason: Error): void {
    this.#aborted = this.#sent ? reason : CallUnsent.givenUp(reason);
    this.#controller?.abort(this.#aborted);
    this.#deps.reject(this.#aborted);
  }

  /** Gives it up if it has not begun to leave. */
  stay(reason: Error): void {
    if (!this.#controller) this.giveUp(reason);
  }

  /** Runs right before the request is written. What it throws keeps that from happening, and spares the connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#aborted) throw this.#aborted;
    if (!this.#deps.mayCall()) throw new CallForbidden();
    this.#controller = controller;
  }

  /** Runs before its last bytes are written, where they are not all written at once: until then nobody has it whole. */
  onRequestSent(): void {
    this.#sent = true;
  }

  /** undici insists on it. The status says nothing that the body doesn't. */
  onResponseStart(): void {}

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > maxAnswerBytes) controller.abort(new CallLost("EMSGSIZE", tooLong));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    this.#deps.resolve((this.#chunks.length === 1 ? first! : Buffer.concat(this.#chunks)).toString());
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (error instanceof CallForbidden || error instanceof CallLost || error instanceof CallUnsent)
      return this.#deps.reject(error);
    if (!this.#controller) return this.#deps.reject(new CallUnsent("There is no connection", { cause: error }));
    // Without its cause: what breaks a connection may have a code that elsewhere means that there never was one.
    this.#deps.reject(new CallLost("ECONNRESET", error.message));
  }
}
