/** Passes on what it reads up to a limit, and counts it. */

/** `content` is longer than it may be. */
export class TooLong extends Error {
  override readonly name = "TooLong";
}

export class Limited {
  readonly #content: AsyncIterable<Uint8Array>;
  readonly #maxBytes: number;
  /** Passed on so far. */
  bytes = 0;

  constructor(content: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#content = content;
    this.#maxBytes = maxBytes;
  }

  /** @throws {TooLong} instead of passing on the piece that goes beyond the limit; no more is read then */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#content) {
      this.bytes += chunk.length;
      if (this.bytes > this.#maxBytes) throw new TooLong();
      yield chunk;
    }
  }
}
