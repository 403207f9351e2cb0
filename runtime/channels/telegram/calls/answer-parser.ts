/**
 * Reads the answers of one HTTP/1.1 connection, one after another, from the pieces in which they arrive. Where those are
 * cut makes no difference. No piece is kept after `push`: its memory may be used for the next.
 */

import { CallLost } from "../../call-lost.ts";
import { maxAnswerBytes, tooLong } from "../answer-limit.ts";
import { type AnswerHead, malformed, readHead } from "./answer-head.ts";

export interface Answer {
  body: string;
  /** How long the connection may idle before it is used again, in milliseconds; 0 when it may not be used again. */
  idleMs: number;
}

type Part = "head" | "body" | "chunk size" | "chunk" | "chunk end" | "trailers" | "rest";

/** Of a head, of a chunk's size with what may follow it, or of trailers. */
const maxHeadBytes = 16_384;

export class AnswerParser {
  /** What comes next. */
  #part: Part = "head";
  /** The beginning of a line or a head, whose end has not come yet. */
  #begun: Buffer | null = null;
  #head: AnswerHead | null = null;
  /** Bytes to come of the body, or of its present chunk. */
  #left = 0;
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** Whether the head has been read, and the body not to its end. */
  get inBody(): boolean {
    return this.#head !== null;
  }

  /**
   * @returns the answer once it is whole, `null` before
   * @throws {CallLost} when it is malformed or too long; nothing can be read any more then
   */
  push(piece: Buffer): Answer | null {
    const bytes = this.#begun ? Buffer.concat([this.#begun, piece]) : piece;
    this.#begun = null;
    let at = 0;
    let end: number;
    for (;;) {
      switch (this.#part) {
        case "head":
          end = this.#find("\r\n\r\n", bytes, at);
          if (end === -1) return null;
          this.#begin(readHead(bytes.toString("latin1", at, end)));
          at = end + 4;
          break;
        case "body":
          if (this.#pieces.length === 0 && bytes.length - at >= this.#left) {
            const after = at + this.#left;
            return this.#end(bytes.toString("utf8", at, after), after === bytes.length);
          }
          at = this.#take(bytes, at);
          if (this.#left > 0) return null;
          return this.#end(this.#text(), at === bytes.length);
        case "chunk size":
          end = this.#find("\r\n", bytes, at);
          if (end === -1) return null;
          this.#left = chunkSize(bytes.toString("latin1", at, end));
          this.#part = this.#left > 0 ? "chunk" : "trailers";
          at = end + 2;
          break;
        case "chunk":
          at = this.#take(bytes, at);
          if (this.#left > 0) return null;
          this.#part = "chunk end";
          break;
        case "chunk end":
          end = this.#find("\r\n", bytes, at);
          if (end === -1) return null;
          if (end > at) throw malformed();
          this.#part = "chunk size";
          at += 2;
          break;
        case "trailers":
          // None, mostly: then the blank line comes at once.
          if (bytes.length - at >= 2 && bytes.indexOf("\r\n", at) === at) {
            return this.#end(this.#text(), at + 2 === bytes.length);
          }
          end = this.#find("\r\n\r\n", bytes, at);
          if (end === -1) return null;
          return this.#end(this.#text(), end + 4 === bytes.length);
        case "rest":
          this.#left = bytes.length - at;
          this.#take(bytes, at);
          return null;
      }
    }
  }

  /** The connection has ended. @returns the answer when that makes it whole, else `null` */
  finish(): Answer | null {
    return this.#part === "rest" ? this.#end(this.#text(), true) : null;
  }

  #begin(head: AnswerHead): void {
    if (head.interim) return;
    this.#head = head;
    const { body } = head;
    if (body === "chunked") this.#part = "chunk size";
    else if (body === "until the end") this.#part = "rest";
    else {
      if (body > maxAnswerBytes) throw new CallLost("EMSGSIZE", tooLong);
      this.#part = "body";
      this.#left = body;
    }
  }

  /** @param exact whether nothing has come after the answer. Nobody has asked for more, so the connection is spoilt. */
  #end(body: string, exact: boolean): Answer {
    const { idleMs } = this.#head!;
    this.#part = "head";
    this.#head = null;
    this.#left = 0;
    if (this.#bytes > 0) {
      this.#pieces = [];
      this.#bytes = 0;
    }
    return { body, idleMs: exact ? idleMs : 0 };
  }

  /** Where `mark` begins; -1 when it has not come yet, and then what has is kept. */
  #find(mark: string, bytes: Buffer, at: number): number {
    const found = bytes.indexOf(mark, at);
    const before = (found === -1 ? bytes.length - mark.length + 1 : found) - at;
    if (before > maxHeadBytes) throw malformed();
    if (found === -1) this.#begun = Buffer.from(bytes.subarray(at));
    return found;
  }

  /** Takes what is there of the body, or of its present chunk. @returns where that ends */
  #take(bytes: Buffer, at: number): number {
    const end = Math.min(at + this.#left, bytes.length);
    this.#bytes += end - at;
    if (this.#bytes > maxAnswerBytes) throw new CallLost("EMSGSIZE", tooLong);
    if (end > at) this.#pieces.push(Buffer.from(bytes.subarray(at, end)));
    this.#left -= end - at;
    return end;
  }

  /** Decoded in one: a character may be cut between two pieces. */
  #text(): string {
    return Buffer.concat(this.#pieces, this.#bytes).toString();
  }
}

function chunkSize(line: string): number {
  const [, hex] = /^([\da-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
  if (hex === undefined) throw malformed();
  return Number.parseInt(hex, 16);
}
