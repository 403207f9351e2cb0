/** Opens files for those who may see them: of their own tenant, and nothing that a browser would run. */
import { StoredFile } from "#shared/db/entities/stored-file.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import { isPassiveImage } from "#shared/files/content-type.ts";
import type { FileStore, OpenFile, Part } from "#shared/files/file-store.ts";
import type { Scope } from "../http/route.ts";
import { Streamed } from "../http/streamed.ts";
import { dispositionOf } from "./disposition.ts";
import { partOf } from "./range.ts";

export interface FileDeps {
  files: Pick<FileStore, "open">;
}

/** A file never changes, but it may be deleted: nobody shows it for long without asking. */
const cachedS = 300;

/**
 * @param range the header of that name
 * @throws {NotFound} also when it is another tenant's
 * @throws {AppError} `unavailable` when the storage is away
 */
export async function openFile({ em }: Scope, id: string, range: string | undefined, { files }: FileDeps) {
  const file = await em.findOne(StoredFile, { id });
  if (!file) throw new NotFound("This file");
  const part = partOf(range, file.size);
  const found = await opened(files, file.storageKey, part);
  const { contentType } = file;
  const length = part ? part.last - part.first + 1 : found.size;
  return new Streamed({
    type: isPassiveImage(contentType) ? contentType : "application/octet-stream",
    headers: {
      "Content-Length": String(length),
      "Content-Disposition": dispositionOf(file.name ?? null, contentType),
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": `private, max-age=${cachedS}`,
      "Accept-Ranges": "bytes",
      ...(part && { "Content-Range": `bytes ${part.first}-${part.last}/${found.size}` }),
    },
    ...(part && { status: 206 }),
    body: found.body,
  });
}

async function opened(files: Pick<FileStore, "open">, key: string, part: Part | null): Promise<OpenFile> {
  const found = await files.open(key, part ?? undefined).catch((cause: unknown) => {
    throw new AppError("unavailable", "The storage of files cannot be reached: try again soon", { cause });
  });
  // Deleted at this moment: the row is gone, or going.
  if (!found) throw new NotFound("This file");
  return found;
}
