/**
 * Keeps a file for a bot: its bytes in the store, and a row that names them. Whatever dies on the way, a row never names
 * bytes that are not there, and bytes that no row names are deleted: their key is noted before they are stored.
 */
import { newId } from "#shared/db/new-id.ts";
import { plainText } from "#shared/db/plain-text.ts";
import { isPassiveImage, typed } from "./content-type.ts";
import type { FileStore } from "./file-store.ts";

export interface NewFile {
  tenantId: string;
  botId: string;
  /** As its sender calls it. */
  name?: string | undefined;
  content: AsyncIterable<Uint8Array>;
}

export interface KeepRules {
  maxBytes: number;
  /** Images that run nothing where they are shown, or whatever comes. */
  accepts: "images" | "anything";
}

/** `fileId` is the row's. The file is deleted after a day, unless it comes to belong to a submission. */
export type KeptFile =
  | { type: "kept"; file: { fileId: string; contentType: string; size: number } }
  | { type: "refused"; reason: "too_large" | "no_image" };

interface Deps {
  files: Pick<FileStore, "put">;
  /** Runs a statement with `$1` placeholders as the system, in a transaction of its own. */
  query(sql: string, values: unknown[]): Promise<unknown[]>;
}

/** A file takes no longer to be stored: what is noted and not stored by then never will be. */
const storedWithin = "1 hour";

/** Reads no more of `content` than it takes to refuse it. */
export async function keepFile(
  { tenantId, botId, name, content: given }: NewFile,
  { maxBytes, accepts }: KeepRules,
  { files, query }: Deps,
): Promise<KeptFile> {
  const { type: contentType, content } = await typed(given);
  if (accepts === "images" && !isPassiveImage(contentType)) {
    await letGo(content);
    return { type: "refused", reason: "no_image" };
  }
  const fileId = newId();
  const key = `${tenantId}/${botId}/${fileId}`;
  await query(`insert into file_deletions (storage_key, due_at) values ($1, now() + interval '${storedWithin}')`, [
    key,
  ]);
  const size = await files.put(key, content, { maxBytes });
  if (size === null) {
    await query("delete from file_deletions where storage_key = $1", [key]);
    return { type: "refused", reason: "too_large" };
  }
  const rows = await query(
    `with noted as (delete from file_deletions where storage_key = $1 returning storage_key)
     insert into files (id, tenant_id, bot_id, storage_key, content_type, size, name)
     select $2, $3, $4, storage_key, $5, $6, $7 from noted returning id`,
    [key, fileId, tenantId, botId, contentType, size, name === undefined ? null : plainText(name.slice(0, 200))],
  );
  if (rows.length === 0) throw new Error(`A file was deleted, as it was not stored within ${storedWithin}`);
  return { type: "kept", file: { fileId, contentType, size } };
}

async function letGo(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of content) return;
}
