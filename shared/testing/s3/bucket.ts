/** The objects of a bucket, and uploads that are not complete yet: files in a folder, so that they take no memory. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

interface StoredObject {
  path: string;
  size: number;
}

interface Upload {
  key: string;
  initiated: Date;
  parts: Map<number, StoredObject & { etag: string }>;
}

export class Bucket implements AsyncDisposable {
  readonly #root: string;
  readonly #objects = new Map<string, StoredObject>();
  readonly #uploads = new Map<string, Upload>();

  private constructor(root: string) {
    this.#root = root;
  }

  static async make(): Promise<Bucket> {
    return new Bucket(await mkdtemp(join(tmpdir(), "s3-")));
  }

  /** In the order in which S3 lists them. */
  get keys(): string[] {
    return [...this.#objects.keys()].sort();
  }

  get uploads(): { id: string; key: string; initiated: Date }[] {
    return [...this.#uploads].map(([id, { key, initiated }]) => ({ id, key, initiated }));
  }

  async put(key: string, content: Readable): Promise<{ etag: string }> {
    const { etag, ...object } = await this.#write(content);
    this.#objects.set(key, object);
    return { etag };
  }

  find(key: string): StoredObject | null {
    return this.#objects.get(key) ?? null;
  }

  read({ path }: StoredObject, first: number, last: number): Readable {
    return createReadStream(path, { start: first, end: last });
  }

  async delete(key: string): Promise<void> {
    const object = this.#objects.get(key);
    this.#objects.delete(key);
    if (object) await rm(object.path, { force: true });
  }

  begin(key: string): string {
    const id = randomUUID();
    this.#uploads.set(id, { key, initiated: new Date(), parts: new Map() });
    return id;
  }

  /** @returns `null` when there is no such upload */
  async putPart(id: string, part: number, content: Readable): Promise<{ etag: string } | null> {
    const upload = this.#uploads.get(id);
    if (!upload) return null;
    const written = await this.#write(content);
    upload.parts.set(part, written);
    return written;
  }

  /** @returns false when there is no such upload, or not all of these parts */
  async complete(id: string, listed: { part: number; etag: string }[]): Promise<boolean> {
    const upload = this.#uploads.get(id);
    const parts = listed.map(({ part, etag }) => {
      const found = upload?.parts.get(part);
      return found?.etag === etag ? found : null;
    });
    if (!upload || parts.length === 0 || parts.includes(null)) return false;
    const path = join(this.#root, randomUUID());
    for (const part of parts) await pipeline(createReadStream(part!.path), createWriteStream(path, { flags: "a" }));
    this.#objects.set(upload.key, { path, size: (await stat(path)).size });
    return this.abort(id);
  }

  async abort(id: string): Promise<boolean> {
    const upload = this.#uploads.get(id);
    this.#uploads.delete(id);
    for (const { path } of upload?.parts.values() ?? []) await rm(path, { force: true });
    return upload !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }

  async #write(content: Readable): Promise<StoredObject & { etag: string }> {
    await mkdir(this.#root, { recursive: true });
    const path = join(this.#root, randomUUID());
    const hash = createHash("md5");
    content.on("data", (chunk: Buffer) => void hash.update(chunk));
    await pipeline(content, createWriteStream(`${path}.half`));
    await rename(`${path}.half`, path);
    return { path, size: (await stat(path)).size, etag: `"${hash.digest("hex")}"` };
  }
}
