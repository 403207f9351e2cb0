/**
 * One HTTP/1.1 connection for calls, which carries one at a time. An answer goes to the call that was sent last or to
 * nobody: whatever leaves that in doubt closes the connection.
 */
import type { OnReadOpts, Socket } from "node:net";
import { CallLost } from "../../call-lost.ts";
import { CallUnsent } from "../../call-unsent.ts";
import { maxIdleMs } from "./answer-head.ts";
import { type Answer, AnswerParser } from "./answer-parser.ts";
import type { Call } from "./call.ts";
import type { Dialer } from "./dialer.ts";

export interface CallConnectionDeps {
  dialer: Dialer;
  /** Read into by all connections in turn: what is read is dealt with at once. */
  buffer: Buffer;
  connectTimeoutMs: number;
  onOpen(connection: CallConnection): void;
  /** The call is answered, and the next can be sent. */
  onFree(connection: CallConnection): void;
  /** @param failure why it could not be opened; `null` when it was open */
  onClose(connection: CallConnection, failure: Error | null): void;
}

export class CallConnection {
  readonly #deps: CallConnectionDeps;
  readonly #socket: Socket;
  readonly #parser = new AnswerParser();
  #state: "opening" | "free" | "busy" | "closed" = "opening";
  #call: Call | null = null;
  /** When its present state has lasted too long, as `performance.now()`. */
  #deadline: number;

  constructor(deps: CallConnectionDeps) {
    this.#deps = deps;
    this.#deadline = performance.now() + deps.connectTimeoutMs;
    const onread: OnReadOpts = {
      buffer: deps.buffer,
      callback: (length) => {
        this.#read(length);
        return true;
      },
    };
    this.#socket = deps.dialer.dial(onread, () => this.#opened());
    this.#socket.on("error", (error) => this.#broke(error));
    this.#socket.on("end", () => this.#ended());
    this.#socket.on("close", () => this.#broke(null));
  }

  /** Whether a call can be sent over it. */
  isFree(now: number): boolean {
    return this.#state === "free" && this.#socket.writable && now < this.#deadline;
  }

  send(call: Call): void {
    this.#state = "busy";
    this.#call = call;
    call.sentOver(this);
    this.#deadline = performance.now() + call.timeoutMs;
    this.#socket.write(call.request);
  }

  /** Closes it when its present state has lasted too long. */
  check(now: number): void {
    if (now < this.#deadline) return;
    if (this.#state === "opening") this.destroy(new CallUnsent("The connection took too long"));
    else this.giveUp(new CallLost("ETIMEDOUT", "The answer took too long"));
  }

  /** Closes it for a reason of ours: nobody has the call that it carries unless all of that has left. */
  giveUp(reason: Error): void {
    this.destroy(this.#isHalfSent ? CallUnsent.givenUp(reason) : reason);
  }

  /** @param reason what the call that it carries, if any, fails with; or the one that it was opened for */
  destroy(reason: Error = new CallLost("ECONNRESET", "The connection was closed")): void {
    if (this.#state === "closed") return;
    const opening = this.#state === "opening";
    this.#state = "closed";
    this.#socket.destroy();
    this.#call?.failed(reason);
    this.#call = null;
    this.#deps.onClose(this, opening ? reason : null);
  }

  /** Over TLS it cannot be told: that all has left is heard of later. */
  get #isHalfSent(): boolean {
    return this.#call !== null && !("encrypted" in this.#socket) && this.#socket.writableLength > 0;
  }

  #opened(): void {
    if (this.#state !== "opening") return;
    this.#free(maxIdleMs);
    this.#deps.onOpen(this);
  }

  #free(idleMs: number): void {
    this.#state = "free";
    this.#deadline = performance.now() + idleMs;
  }

  #read(length: number): void {
    // Unasked: the next call must not take it for its answer.
    if (!this.#call) return this.destroy();
    let answer: Answer | null;
    try {
      answer = this.#parser.push(this.#deps.buffer.subarray(0, length));
    } catch (error) {
      return this.destroy(error as Error);
    }
    if (answer) this.#answered(answer);
    else if (this.#parser.inBody) this.#deadline = performance.now() + this.#call.timeoutMs;
  }

  #answered({ body, idleMs }: Answer): void {
    const call = this.#call!;
    this.#call = null;
    call.answered(body);
    if (idleMs === 0) return this.destroy();
    if (this.#socket.writableLength === 0) return this.#release(idleMs);
    // Over TLS, that a request has left is told in the next turn of the event loop, and may be overtaken by the answer.
    setImmediate(() => {
      if (this.#state !== "busy") return;
      // An answer to half a request: the other half would be read as the beginning of the next.
      if (this.#socket.writableLength > 0) this.destroy();
      else this.#release(idleMs);
    });
  }

  #release(idleMs: number): void {
    this.#free(idleMs);
    this.#deps.onFree(this);
  }

  /** The other side sends nothing more. */
  #ended(): void {
    // Who fails to agree on TLS says more about it at once.
    if (this.#state === "opening") return;
    const answer = this.#call && this.#parser.finish();
    if (answer) this.#answered(answer);
    else this.#broke(null);
  }

  #broke(error: NodeJS.ErrnoException | null): void {
    if (this.#state === "opening") this.destroy(new CallUnsent("There is no connection", { cause: error }));
    else this.destroy(new CallLost("ECONNRESET", `The connection was closed${error?.code ? `: ${error.code}` : ""}`));
  }
}
