/** Reads a file that a bot has kept. */
import { buffer } from "node:stream/consumers";
import type { Pool } from "pg";
import type { FileStore } from "#shared/files/file-store.ts";

/**
 * @returns all of its bytes; `null` when it is gone, or not the bot's
 * @throws {Error} when the storage is away
 */
export type OpenKept = (botId: string, fileId: string) => Promise<Uint8Array | null>;

export function openKept({ pool, files }: { pool: Pool; files: Pick<FileStore, "open"> }): OpenKept {
  return async (botId, fileId) => {
    const { rows } = await pool.query<{ key: string }>(
      "select storage_key as key from files where id = $1 and bot_id = $2",
      [fileId, botId],
    );
    const [row] = rows;
    const found = row ? await files.open(row.key) : null;
    return found && buffer(found.body);
  };
}
