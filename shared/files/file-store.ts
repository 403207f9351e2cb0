/**
 * Where the bytes of files lie. An adapter passes on what it is given, piece by piece, however large it is; and a key
 * leads to all of a file or to nothing, whenever the process that stores it dies.
 */
import type { Readable } from "node:stream";

export interface FileStore extends AsyncDisposable {
  /**
   * Stores all of `content` under `key`, in place of what was there; or nothing, and rejects with what went wrong.
   *
   * @returns its size in bytes; `null`, with nothing stored, as soon as it turns out to be longer than `maxBytes`
   */
  put(key: string, content: AsyncIterable<Uint8Array>, options: PutOptions): Promise<number | null>;
  /** @returns what is under `key`, or a part of it; `null` when nothing is. Whoever stops reading destroys `body`. */
  open(key: string, part?: Part): Promise<OpenFile | null>;
  /** Does nothing when nothing is there. */
  delete(key: string): Promise<void>;
  /** Deletes all whose keys begin so. @param prefix ends with a slash */
  deletePrefix(prefix: string): Promise<void>;
  /** Deletes what is left of files that were being stored when a process died, and that began before `before`. */
  deleteUnfinished(before: Date): Promise<void>;
}

export interface PutOptions {
  maxBytes: number;
}

/** Bytes, the first and the last included. Both lie within the file. */
export interface Part {
  first: number;
  last: number;
}

export interface OpenFile {
  /** Of the whole file, in bytes. */
  size: number;
  body: Readable;
}

const segments = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

/** Keys are ids with slashes between them, so that none can name anything outside of the store. @throws {TypeError} */
export function requireKey(key: string): void {
  if (key.length > 500 || !segments.test(key)) throw new TypeError("This is no key of a file");
}

/** @throws {TypeError} */
export function requirePrefix(prefix: string): void {
  if (!prefix.endsWith("/")) throw new TypeError("A prefix of keys ends with a slash");
  requireKey(prefix.slice(0, -1));
}
