/** Files that people and bots have sent, by their id and by the path they are downloaded from. */
import { randomBytes } from "node:crypto";
import type { File as FileInfo } from "grammy/types";
import type { KnownFile } from "#shared/telegram/attachment.ts";

/** Whatever was sent passes for a small image: tests send words for photos. */
const image = { width: 90, height: 60 };
const maxDownloadBytes = 20 * 1024 * 1024;

export class FileStore {
  readonly #byId = new Map<string, { info: FileInfo; content: File }>();

  add(content: File): FileInfo {
    const fileId = `AgACAgIAAx${randomBytes(24).toString("base64url")}`;
    const info: FileInfo = {
      file_id: fileId,
      file_unique_id: randomBytes(9).toString("base64url"),
      file_size: content.size,
      file_path: `documents/${this.#byId.size}_${content.name}`,
    };
    this.#byId.set(fileId, { info, content });
    return info;
  }

  /** `null` for an unknown id. */
  find(fileId: string): FileInfo | null {
    return this.#byId.get(fileId)?.info ?? null;
  }

  /** What a message tells of it; `undefined` for an unknown id. */
  known(fileId: string): KnownFile | undefined {
    const file = this.#byId.get(fileId);
    if (!file) return undefined;
    const { info, content } = file;
    const { name, type, size } = content;
    return { id: fileId, uniqueId: info.file_unique_id, size, name, mimeType: type || null, image };
  }

  /** Too big for getFile to offer a download. */
  isTooBig({ file_size }: FileInfo): boolean {
    return (file_size ?? 0) > maxDownloadBytes;
  }

  /** `null` for a path that no file has. */
  at(path: string): File | null {
    for (const { info, content } of this.#byId.values()) if (info.file_path === path) return content;
    return null;
  }
}
