/**
 * Calls to the Bot API with a JSON body, over HTTP/1.1 connections that are kept. A call that finds as many of them busy
 * as there may be waits in line. Each is written at most once: whether to make it again is not decided here.
 */
import { type Cancellation, reasonOf } from "#shared/lifecycle/cancellation.ts";
import { CallForbidden } from "../../call-forbidden.ts";
import { CallLost } from "../../call-lost.ts";
import { CallUnsent } from "../../call-unsent.ts";
import { Call } from "./call.ts";
import { CallConnection, type CallConnectionDeps } from "./call-connection.ts";
import { CallLine } from "./call-line.ts";
import { Dialer } from "./dialer.ts";

interface Options {
  /** As in `https://api.telegram.org`. */
  origin: string;
  /** Asked right before a request is written: false keeps it back. */
  mayCall(): boolean;
  /** Connections that are open, or on their way, at a time. */
  maxConnections: number;
  /** Until a request can be written, in milliseconds. */
  connectTimeoutMs: number;
  /** How long an answer may take unless the call says otherwise, in milliseconds. */
  callTimeoutMs: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string | undefined;
}

interface Post {
  /** With the token, which no error names. */
  path: string;
  /** JSON. */
  body: string;
  signal?: Cancellation | undefined;
  /** How long the answer may take to begin, and then to go on, in milliseconds. */
  timeoutMs?: number;
}

/** As much as is read at a time; over TLS a quarter of it comes at most. */
const readBytes = 65_536;

export class Calls implements AsyncDisposable {
  readonly #options: Options;
  /** What lies between a request's path and its length. */
  readonly #headers: string;
  readonly #deps: CallConnectionDeps;
  readonly #line = new CallLine();
  readonly #open = new Set<CallConnection>();
  /** The last one that became free is taken first, so that those that are not needed idle, and close. */
  readonly #free: CallConnection[] = [];
  #opening = 0;
  #watch: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(options: Options) {
    const { origin, connectTimeoutMs } = options;
    this.#options = options;
    this.#headers =
      ` HTTP/1.1\r\nhost: ${new URL(origin).host}\r\nconnection: keep-alive\r\n` +
      "content-type: application/json\r\ncontent-length: ";
    this.#deps = {
      dialer: new Dialer(options),
      buffer: Buffer.allocUnsafeSlow(readBytes),
      connectTimeoutMs,
      onOpen: (connection) => {
        this.#opening--;
        this.#serve(connection);
      },
      onFree: (connection) => this.#serve(connection),
      onClose: (connection, failure) => this.#closed(connection, failure),
    };
  }

  /**
   * @returns the answer's body, as JSON, whatever its status
   * @throws {CallForbidden} when `mayCall` says no at the moment of writing
   * @throws {CallLost} when it was written and no answer came; it may have been carried out
   * @throws {CallUnsent} when there is no connection for it, or it is given up before all of it was written
   * @throws {SyntaxError} when the answer is no JSON
   * @throws the signal's reason when that aborts later
   */
  post({ path, body, signal, timeoutMs = this.#options.callTimeoutMs }: Post): Promise<unknown> {
    const barred = signal?.aborted ? reasonOf(signal) : signal?.barred;
    if (barred) return Promise.reject(CallUnsent.givenUp(barred));
    if (this.#disposed) return Promise.reject(closed());
    // A line break would end the head where the path's author wants it to.
    if (/[^\x21-\x7e]/.test(path)) return Promise.reject(new TypeError("The call's path has forbidden characters"));

    const call = new Call(`POST ${path}${this.#headers}${Buffer.byteLength(body)}\r\n\r\n${body}`, timeoutMs);
    if (signal) call.heed(signal, () => this.#giveUp(call, reasonOf(signal)));
    const connection = this.#takeFree();
    this.#line.push(call);
    if (connection) {
      this.#serve(connection);
      return call.answer;
    }
    if (signal?.departure) call.heedUntilSent(signal.departure);
    this.#connect();
    return call.answer;
  }

  /** Closes all connections. What waits or is under way fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (let call = this.#line.shift(); call; call = this.#line.shift()) call.failed(closed());
    for (const connection of this.#open) connection.giveUp(new CallLost("ECONNRESET", "The connection was closed"));
  }

  /** Sends what is first in line over a connection that is free. */
  #serve(connection: CallConnection): void {
    for (let call = this.#line.shift(); call; call = this.#line.shift()) {
      if (this.#options.mayCall()) return connection.send(call);
      call.failed(new CallForbidden());
    }
    this.#free.push(connection);
  }

  #takeFree(): CallConnection | null {
    const now = performance.now();
    for (let connection = this.#free.pop(); connection; connection = this.#free.pop()) {
      if (connection.isFree(now)) return connection;
      connection.destroy();
    }
    return null;
  }

  /** Opens a connection for each call in line that has none on its way, as far as that is allowed. */
  #connect(): void {
    while (this.#line.length > this.#opening && this.#open.size < this.#options.maxConnections) {
      this.#open.add(new CallConnection(this.#deps));
      this.#opening++;
    }
    if (this.#open.size > 0) this.#watch ??= setInterval(() => this.#check(), this.#checkMs).unref();
  }

  #closed(connection: CallConnection, failure: Error | null): void {
    this.#open.delete(connection);
    const at = this.#free.indexOf(connection);
    if (at !== -1) this.#free.splice(at, 1);
    if (failure) {
      this.#opening--;
      // Where enough others are on their way, nobody has waited for this one.
      if (this.#line.length > this.#opening) this.#line.shift()!.failed(failure);
    }
    this.#connect();
    if (this.#open.size > 0 || !this.#watch) return;
    clearInterval(this.#watch);
    this.#watch = null;
  }

  #giveUp(call: Call, reason: Error): void {
    if (call.carrier) return call.carrier.giveUp(reason);
    this.#line.remove(call);
    call.failed(CallUnsent.givenUp(reason));
  }

  /** One timer for all that may take too long, as each would cost as much as a call. */
  #check(): void {
    const now = performance.now();
    for (const connection of this.#open) connection.check(now);
  }

  get #checkMs(): number {
    const { connectTimeoutMs, callTimeoutMs } = this.#options;
    return Math.max(1, Math.min(1_000, connectTimeoutMs / 4, callTimeoutMs / 4));
  }
}

const closed = () => new CallUnsent("The connections to the Bot API are closed");
