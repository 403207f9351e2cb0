/**
 * Calls to the Bot API with a JSON body, over HTTP/1.1 connections that are kept. A call that finds as many of them busy
 * as there may be waits in its caller's line; so does one whose caller has more than its share of them. Each is written
 * at most once: whether to make it again is not decided here.
 */
import { performance } from "node:perf_hooks";
import { causesOf, codeOf } from "#shared/causes.ts";
import { type Cancellation, reasonOf } from "#shared/lifecycle/cancellation.ts";
import { CallForbidden } from "../../call-forbidden.ts";
import { CallLost } from "../../call-lost.ts";
import { CallUnsent } from "../../call-unsent.ts";
import { Call } from "./call.ts";
import { CallConnection, type CallConnectionDeps } from "./call-connection.ts";
import { growEveryMs, moreConnections } from "./connection-growth.ts";
import { Dialer } from "./dialer.ts";
import { FairLine } from "./fair-line.ts";

interface Options {
  /** As in `https://api.telegram.org`. */
  origin: string;
  /** Asked right before a request is written: false keeps it back. */
  mayCall(): boolean;
  /** Connections that are open, or on their way, at a time. */
  maxConnections: number;
  /** Connections opened as soon as they are needed. More come where the other side is slow. By default a hundred. */
  atOnce?: number;
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
  /** Who calls, as a bot's token: among callers connections are shared fairly. By default nobody in particular. */
  of?: string;
  signal?: Cancellation | undefined;
  /** How long the answer may take to begin, and then to go on, in milliseconds. */
  timeoutMs?: number;
}

const usualAtOnce = 100;
/** So long no more are opened where one more was refused, in milliseconds. */
const refusedMs = 1_000;

/** As much as is read at a time; over TLS a quarter of it comes at most. */
const readBytes = 65_536;

export class Calls implements AsyncDisposable {
  readonly #options: Options;
  /** What lies between a request's path and its length. */
  readonly #headers: string;
  readonly #deps: CallConnectionDeps;
  readonly #line: FairLine<Call>;
  readonly #open = new Set<CallConnection>();
  /** The last one that became free is taken first, so that those that are not needed idle, and close. */
  readonly #free: CallConnection[] = [];
  /** While one that is free is looked for, and those that idled for too long are closed. */
  #taking = false;
  #opening = 0;
  /** Connections that there may be now: more as they are needed, up to as many as there may ever be. */
  #allowed: number;
  #answered = 0;
  #growing: NodeJS.Timeout | null = null;
  #watch: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(options: Options) {
    const { origin, connectTimeoutMs } = options;
    this.#options = options;
    this.#line = new FairLine(options.maxConnections);
    this.#allowed = this.#atOnce;
    this.#headers =
      ` HTTP/1.1\r\nhost: ${new URL(origin).host}\r\nconnection: keep-alive\r\n` +
      "content-type: application/json\r\ncontent-length: ";
    this.#deps = {
      dialer: new Dialer(options),
      buffer: Buffer.allocUnsafeSlow(readBytes),
      connectTimeoutMs,
      onOpen: (connection) => {
        this.#opening--;
        this.#use(connection);
      },
      onFree: (connection) => {
        this.#answered++;
        this.#use(connection);
      },
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
  post({ path, body, of = "", signal, timeoutMs = this.#options.callTimeoutMs }: Post): Promise<unknown> {
    const barred = signal?.aborted ? reasonOf(signal) : signal?.barred;
    if (barred) return Promise.reject(CallUnsent.givenUp(barred));
    if (this.#disposed) return Promise.reject(closed());
    // A line break would end the head where the path's author wants it to.
    if (/[^\x21-\x7e]/.test(path)) return Promise.reject(new TypeError("The call's path has forbidden characters"));

    const request = `POST ${path}${this.#headers}${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const call = new Call({ request, timeoutMs, of, line: this.#line });
    if (signal) call.heed(signal, () => this.#giveUp(call, reasonOf(signal)));
    this.#line.push(call);
    this.#advance();
    if (signal?.departure && call.waits) call.heedUntilSent(signal.departure);
    return call.answer;
  }

  /** Closes all connections. What waits or is under way fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (let call = this.#line.shift(); call; call = this.#line.shift()) call.failed(closed());
    for (const connection of this.#open) connection.giveUp(new CallLost("ECONNRESET", "The connection was closed"));
  }

  #use(connection: CallConnection): void {
    this.#free.push(connection);
    this.#advance();
  }

  /** Sends those whose turn it is over connections that are free, and has more opened where these do not suffice. */
  #advance(): void {
    while (this.#line.hasTurn) {
      const connection = this.#takeFree();
      if (!connection) return this.#connect();
      this.#serve(connection);
    }
  }

  /** Sends whoever's turn it is over a connection that is free. */
  #serve(connection: CallConnection): void {
    for (let call = this.#line.take(); call; call = this.#line.take()) {
      if (this.#options.mayCall()) return connection.send(call);
      this.#line.leave(call);
      call.failed(new CallForbidden());
    }
    this.#free.push(connection);
  }

  #takeFree(): CallConnection | null {
    const now = performance.now();
    this.#taking = true;
    let connection = this.#free.pop();
    for (; connection && !connection.isFree(now); connection = this.#free.pop()) connection.destroy();
    this.#taking = false;
    return connection ?? null;
  }

  /** Opens a connection for each call in line that has none on its way, as far as that is allowed. */
  #connect(): void {
    while (this.#line.length > this.#opening && this.#line.hasTurn && this.#open.size < this.#allowed) {
      this.#open.add(new CallConnection(this.#deps));
      this.#opening++;
    }
    if (this.#open.size > 0) this.#watch ??= setInterval(() => this.#check(), this.#checkMs).unref();
    if (this.#line.hasTurn && this.#allowed < this.#options.maxConnections) this.#growing ??= this.#growSoon();
  }

  /** There are to be no more for now: this machine has no room for them, or the other side takes none. */
  #growLater(): void {
    this.#allowed = this.#open.size;
    clearTimeout(this.#growing ?? undefined);
    this.#growing = this.#growSoon(refusedMs);
  }

  /** Looks a moment later whether those in line still wait, and for whom. */
  #growSoon(afterMs = growEveryMs): NodeJS.Timeout {
    const began = performance.now();
    const before = performance.eventLoopUtilization();
    const answered = this.#answered;
    return setTimeout(() => {
      this.#growing = null;
      if (!this.#line.hasTurn) return;
      this.#allowed = Math.min(
        this.#options.maxConnections,
        Math.max(this.#allowed, this.#open.size) +
          moreConnections({
            connections: this.#open.size,
            answered: this.#answered - answered,
            tookMs: performance.now() - began,
            utilization: performance.eventLoopUtilization(before).utilization,
            atOnce: this.#atOnce,
          }),
      );
      this.#connect();
    }, afterMs).unref();
  }

  #closed(connection: CallConnection, failure: Error | null): void {
    this.#open.delete(connection);
    const at = this.#free.indexOf(connection);
    if (at !== -1) this.#free.splice(at, 1);
    if (failure) {
      this.#opening--;
      // Who waits is served over those that there are.
      if (this.#open.size >= this.#atOnce || (isOutOfRoom(failure) && this.#open.size > 0)) this.#growLater();
      // Where enough others are on their way, nobody has waited for this one.
      else if (this.#line.length > this.#opening) this.#line.shift()!.failed(failure);
    }
    // Whoever takes one goes on by itself: thousands may have idled for too long, one behind the other.
    if (!this.#taking) this.#advance();
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
    this.#allowed = Math.max(this.#open.size, this.#atOnce);
  }

  get #atOnce(): number {
    return Math.min(this.#options.atOnce ?? usualAtOnce, this.#options.maxConnections);
  }

  get #checkMs(): number {
    const { connectTimeoutMs, callTimeoutMs } = this.#options;
    return Math.max(1, Math.min(1_000, connectTimeoutMs / 4, callTimeoutMs / 4));
  }
}

/** That this machine has no file descriptors or ports left for one more. */
const isOutOfRoom = (failure: Error): boolean =>
  [...causesOf(failure)].some((cause) => ["EMFILE", "ENFILE", "ENOBUFS", "EADDRNOTAVAIL"].includes(codeOf(cause)));

const closed = () => new CallUnsent("The connections to the Bot API are closed");
