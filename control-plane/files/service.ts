/** Opens files for those who may see them: of their own tenant, and nothing that a browser would run. */
import { raw } from "@mikro-orm/core";
import { StoredFile } from "#shared/db/entities/stored-file.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import type { FileStore, OpenFile, Part } from "#shared/files/file-store.ts";
import type { Scope } from "../http/route.ts";
import { inert } from "./inert.ts";
import { partOf } from "./range.ts";

export interface FileDeps {
  files: Pick<FileStore, "open">;
}

/** Its bot, and the form that it answers, may have been deleted a moment ago: then it goes as well. */
const ofSomebody = () => ({
  [raw(
    (file) => `exists (select from bots where bots.id = ${file}.bot_id) and (${file}.submission_id is null or exists (
      select from form_submissions s join forms f on f.id = s.form_id where s.id = ${file}.submission_id
    ))`,
  )]: [],
});

/**
 * @param range the header of that name
 * @throws {NotFound} also when it is another tenant's
 * @throws {AppError} `unavailable` when the storage is away
 */
export async function openFile({ em }: Scope, id: string, range: string | undefined, { files }: FileDeps) {
  const file = await em.findOne(StoredFile, { id, ...ofSomebody() });
  if (!file) throw new NotFound("This file");
  const part = partOf(range, file.size);
  const found = await opened(files, file.storageKey, part);
  const { contentType, name = null } = file;
  return inert({ name, contentType, size: found.size, part, body: found.body });
}

async function opened(files: Pick<FileStore, "open">, key: string, part: Part | null): Promise<OpenFile> {
  const found = await files.open(key, part ?? undefined).catch((cause: unknown) => {
    throw new AppError("unavailable", "The storage of files cannot be reached: try again soon", { cause });
  });
  // Deleted at this moment: the row is gone, or going.
  if (!found) throw new NotFound("This file");
  return found;
}
