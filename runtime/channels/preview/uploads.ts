/** The files that a call of a bot brings along, read as they would be for Telegram. */
import { InputFile } from "grammy";
import { ApiError } from "#shared/telegram/api-error.ts";

type Fields = Record<string, unknown>;

export interface Upload {
  name: string;
  content: Buffer;
}

export interface Taken {
  /** With `attach://…` in the place of each file, as Telegram gets it. */
  payload: Fields;
  /** By what stands in their place. */
  uploads: ReadonlyMap<string, Upload>;
}

/** What Telegram takes of a bot in one call, in bytes. */
const maxBytes = 50 * 1024 * 1024;

/** @throws {ApiError} 413 for more than Telegram takes */
export async function takeUploads(payload: Fields): Promise<Taken> {
  const uploads = new Map<string, Upload>();
  let left = maxBytes;

  const withoutFiles = async (fields: Fields): Promise<Fields> => {
    const plain: Fields = {};
    for (const [key, value] of Object.entries(fields)) plain[key] = await withoutFile(value, fields.type ?? key);
    return plain;
  };
  const withoutFile = async (value: unknown, kind: unknown): Promise<unknown> => {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(await withoutFile(item, kind));
      return items;
    }
    if (!(value instanceof InputFile))
      return typeof value === "object" && value !== null ? withoutFiles(value as Fields) : value;
    const content = await read(value, left);
    left -= content.length;
    const reference = `attach://${uploads.size}`;
    uploads.set(reference, { name: value.filename ?? String(kind), content });
    return reference;
  };
  return { payload: await withoutFiles(payload), uploads };
}

async function read(file: InputFile, limit: number): Promise<Buffer> {
  const raw = await file.toRaw();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of raw instanceof Uint8Array ? [raw] : raw) {
    size += chunk.length;
    if (size > limit) throw new ApiError(413, "Request Entity Too Large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
