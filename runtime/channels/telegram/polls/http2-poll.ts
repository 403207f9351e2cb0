/** One poll on an HTTP/2 connection, as a stream of it, until its answer is whole or it is lost. */
import { type ClientHttp2Session, type ClientHttp2Stream, constants } from "node:http2";
import { reasonOf } from "#shared/lifecycle/cancellation.ts";
import { readExactly } from "../../../addresses/exact-ids.ts";
import { maxAnswerBytes } from "../answer-limit.ts";
import { PollLost } from "./poll-lost.ts";
import type { Poll } from "./polls.ts";

export class Http2Poll {
  /** The body as JSON. */
  readonly answer: Promise<unknown>;
  readonly #stream: ClientHttp2Stream;
  readonly #poll: Poll;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #resolve!: (body: unknown) => void;
  #reject!: (reason: unknown) => void;

  /** @param onClosed called once, when the stream takes up no place any more */
  constructor(session: ClientHttp2Session, poll: Poll, onClosed: () => void) {
    this.#poll = poll;
    this.#stream = session.request({
      ":method": "POST",
      ":path": poll.path,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(poll.body),
    });
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(this.#late, poll.timeoutMs);
    poll.signal.addEventListener("abort", this.#abort);
    this.#stream.on("data", this.#receive);
    this.#stream.on("error", this.#fail);
    // The one event that always comes: a destroyed connection closes its streams without an error or an end.
    this.#stream.on("close", () => {
      onClosed();
      this.#close();
    });
    this.#stream.end(poll.body);
  }

  readonly #receive = (chunk: Buffer): void => {
    this.#bytes += chunk.length;
    if (this.#bytes <= maxAnswerBytes) this.#chunks.push(chunk);
    else this.#giveUp(new PollLost("EMSGSIZE", "The answer is too long to be the Bot API's"));
  };

  readonly #abort = (): void => this.#giveUp(reasonOf(this.#poll.signal));
  readonly #late = (): void => this.#giveUp(new PollLost("ETIMEDOUT", "No answer came in time"));

  #giveUp(reason: Error): void {
    this.#fail(reason);
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  /** At once: on a connection that is dead, a stream may take long to close. */
  readonly #fail = (reason: Error): void => {
    this.#release();
    this.#reject(reason);
  };

  #close(): void {
    this.#release();
    const { readableEnded, rstCode } = this.#stream;
    if (!readableEnded || rstCode !== constants.NGHTTP2_NO_ERROR || this.#bytes === 0)
      return this.#reject(new PollLost("ECONNRESET", "The connection was cut before the answer was whole"));
    try {
      this.#resolve(readExactly(Buffer.concat(this.#chunks).toString()));
    } catch (error) {
      this.#reject(error);
    }
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#poll.signal.removeEventListener("abort", this.#abort);
  }
}
