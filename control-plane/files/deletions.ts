/**
 * Deletes the bytes of files whose rows are gone, and rows of files that nobody came to own. The list of what is to be
 * deleted is the database's; a key leaves it when its bytes are gone, so that whatever dies, the next pass goes on.
 */

import type { Orm } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import type { Log } from "#shared/log.ts";

interface Deps {
  orm: Orm;
  files: Pick<FileStore, "delete">;
  log: Log;
  /** How often to look whether there is something to delete, in milliseconds. */
  everyMs?: number;
}

/** At a time, while their rows are locked. */
const batch = 20;

/** Works until `signal` aborts. Several processes may do so: each key is one's at a time. */
export async function runFileDeletions({ everyMs = 5_000, ...deps }: Deps, signal: AbortSignal): Promise<void> {
  const round = async () => (await deleteBatch(deps)) === batch;
  const failed = (error: unknown) => deps.log.error({ error }, "Files could not be deleted; trying again");
  await rounds({ everyMs, round, failed }, signal);
}

/** @returns how many were due, up to {@link batch}; fewer where the storage refused one, which then comes later */
async function deleteBatch({ orm, files, log }: Deps): Promise<number> {
  return orm.em.fork().transactional(async (em) => {
    const due = await em.execute<{ key: string }[]>(
      `select storage_key as key from file_deletions where due_at <= now()
       order by due_at limit ${batch} for update skip locked`,
    );
    const deleted: string[] = [];
    for (const { key } of due) {
      try {
        await files.delete(key);
        deleted.push(key);
      } catch (error) {
        log.warn({ error }, "A file could not be deleted; it is tried again later");
        await em.execute("update file_deletions set due_at = now() + interval '5 minutes' where storage_key = ?", [
          key,
        ]);
        break;
      }
    }
    for (const key of deleted) await em.execute("delete from file_deletions where storage_key = ?", [key]);
    return deleted.length;
  });
}
