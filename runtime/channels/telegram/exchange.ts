/**
 * One request over undici's connections and its answer, read whole. Leave to send is asked for when a connection is
 * free for it, and not when it joins the queue: much may happen in between.
 */
import type { Dispatcher } from "undici";
import { type Cancellation, reasonOf } from "#shared/lifecycle/cancellation.ts";
import { readExactly } from "../../addresses/exact-ids.ts";
import { CallForbidden } from "../call-forbidden.ts";
import { maxAnswerBytes, tooLong } from "./answer-limit.ts";

interface Outgoing extends Dispatcher.DispatchOptions {
  signal?: Cancellation | null | undefined;
  /** How long the answer may take to begin, and then to go on, in milliseconds. */
  timeoutMs: number;
}

/**
 * @returns the answer's body, as JSON
 * @throws {CallForbidden} when `mayCall` says no at the moment of sending
 * @throws {SyntaxError} when the body is no JSON
 * @throws the signal's reason when that aborts
 */
export async function exchange(
  connections: Dispatcher,
  { signal, timeoutMs, ...options }: Outgoing,
  mayCall: () => boolean,
): Promise<unknown> {
  if (signal?.aborted) throw reasonOf(signal);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const handler = new AnswerReader({ mayCall, resolve, reject });
  const abort = () => handler.abort(reasonOf(signal!));
  signal?.addEventListener("abort", abort);
  try {
    connections.dispatch({ ...options, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }, handler);
    return readExactly(await promise);
  } finally {
    signal?.removeEventListener("abort", abort);
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
  #controller: Dispatcher.DispatchController | null = null;
  #aborted: Error | null = null;

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  /** A request that still waits for a connection gives up its place when its turn comes. */
  abort(reason: Error): void {
    this.#aborted = reason;
    this.#controller?.abort(reason);
    this.#deps.reject(reason);
  }

  /** Runs right before the request is written. What it throws keeps that from happening, and spares the connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#aborted) throw this.#aborted;
    if (!this.#deps.mayCall()) throw new CallForbidden();
    this.#controller = controller;
  }

  /** undici insists on it. The status says nothing that the body doesn't. */
  onResponseStart(): void {}

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > maxAnswerBytes) controller.abort(new Error(tooLong));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    this.#deps.resolve((this.#chunks.length === 1 ? first! : Buffer.concat(this.#chunks)).toString());
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#deps.reject(error);
  }
}
