/**
 * Polls over TLS: over HTTP/2 where the server speaks it, else over HTTP/1.1. Every new connection asks anew; an answer
 * for HTTP/1.1 is believed until a poll fails.
 */

import { reasonOf, unlessAborted } from "#shared/lifecycle/cancellation.ts";
import { CallForbidden } from "../../call-forbidden.ts";
import { Http2Connection, type Http2Options, streamsPerConnection } from "./http2-connection.ts";
import type { Poll, Polls } from "./polls.ts";

interface Options extends Http2Options {
  mayCall(): boolean;
  /** What to fall back to. */
  http1: Polls;
}

interface Opening {
  /** Settles when the connection is open, or will not be. */
  readonly done: Promise<void>;
  /** How many polls wait for it. */
  waiting: number;
}

export class HttpsPolls implements Polls {
  readonly #options: Options;
  readonly #connections = new Set<Http2Connection>();
  readonly #openings = new Set<Opening>();
  #speaksHttp2 = true;
  #disposed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  async post(poll: Poll): Promise<unknown> {
    while (this.#speaksHttp2) {
      if (poll.signal.aborted) throw reasonOf(poll.signal);
      const connection = this.#withRoom();
      if (!connection) {
        await unlessAborted(this.#opening(), poll.signal);
        continue;
      }
      if (!this.#options.mayCall()) throw new CallForbidden();
      return connection.post(poll);
    }
    try {
      return await this.#options.http1.post(poll);
    } catch (error) {
      this.#speaksHttp2 = true;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (const connection of this.#connections) connection.destroy();
    await this.#options.http1[Symbol.asyncDispose]();
  }

  #withRoom(): Http2Connection | null {
    for (const connection of this.#connections) {
      if (connection.hasRoom) return connection;
      if (connection.ended) this.#connections.delete(connection);
    }
    return null;
  }

  /** A connection on its way for which not too many wait already. @throws when it cannot be opened */
  #opening(): Promise<void> {
    const opening = this.#openings.values().find(({ waiting }) => waiting < streamsPerConnection) ?? this.#open();
    opening.waiting++;
    return opening.done;
  }

  #open(): Opening {
    const opening = { done: this.#connect().finally(() => this.#openings.delete(opening)), waiting: 0 };
    this.#openings.add(opening);
    return opening;
  }

  async #connect(): Promise<void> {
    const connection = await Http2Connection.open(this.#options);
    if (!connection) this.#speaksHttp2 = false;
    else if (this.#disposed) connection.destroy();
    else this.#connections.add(connection);
  }
}
