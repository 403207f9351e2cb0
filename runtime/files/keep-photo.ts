/**
 * What a form needs of files: a photo that somebody sent, kept for good. What Telegram and the sender say about it is a
 * hint; its size is counted while it arrives, and its type is found in its content.
 *
 * Kept is what answers a form's question for a photo: the photo, or an image sent as a file. Other photos and documents
 * stay with Telegram: nothing of ours would show them, and strangers could fill a disk with them.
 */
import { Readable } from "node:stream";
import type { FileStore } from "#shared/files/file-store.ts";
import { type KeptFile, keepFile } from "#shared/files/keep-file.ts";
import { backoff, sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { PhotoAnswer } from "#shared/schemas/submission.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { CallForbidden } from "../channels/telegram/call-forbidden.ts";
import type { Transport } from "../channels/telegram/transport.ts";
import type { Downloads } from "./downloads.ts";

export interface SentPhoto {
  /** Telegram's `file_id`. */
  fileId: string;
  /** In bytes, where Telegram says it. */
  size: number | undefined;
  /** As its sender calls it, where it was sent as a file. */
  name?: string | undefined;
}

/** `refused`: whoever sent it is told why. `unavailable`: trying again later may help. */
export type KeptPhoto =
  | { type: "kept"; photo: PhotoAnswer }
  | { type: "refused"; reason: "too_large" | "no_image" }
  | { type: "unavailable" };

export type KeepPhoto = (bot: ServedBot, sent: SentPhoto, limits: { maxBytes: number }) => Promise<KeptPhoto>;

interface Deps {
  transport: Pick<Transport, "call">;
  downloads: Pick<Downloads, "open">;
  files: Pick<FileStore, "put">;
  pool: { query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }> };
  log: Log;
  /** @returns a file that was not sent through Telegram; `null` when it was */
  openElsewhere?: (bot: Pick<ServedBot, "id">, fileId: string) => Promise<Buffer | null>;
  /** How long fetching and storing one may take, in milliseconds; a handler has less than its own time for it. */
  timeoutMs?: number;
}

/** What breaks on the way is tried again so often: asking for a file changes nothing. */
const tries = 3;

/** Never rejects: what goes wrong is `unavailable`, and logged. */
export function createKeepPhoto({ timeoutMs = 45_000, ...deps }: Deps): KeepPhoto {
  const { files, pool, log } = deps;
  const keep = (bot: ServedBot, { name }: SentPhoto, content: AsyncIterable<Uint8Array>, maxBytes: number) =>
    keepFile(
      { tenantId: bot.tenantId, botId: bot.id, name, content },
      { maxBytes, accepts: "images" },
      {
        files,
        query: async (sql, values) => (await pool.query(sql, values)).rows,
      },
    );

  return async (bot, sent, { maxBytes }) => {
    if (sent.size !== undefined && sent.size > maxBytes) return tooLarge;
    const signal = AbortSignal.timeout(timeoutMs);
    for (let attempt = 1; ; attempt++) {
      try {
        const opened = await open(bot, sent, signal, deps);
        if (opened.type !== "opened") return opened;
        const { content } = opened;
        const abort = () => content.destroy(signal.reason as Error);
        signal.addEventListener("abort", abort);
        try {
          return answerOf(await keep(bot, sent, content, maxBytes));
        } finally {
          signal.removeEventListener("abort", abort);
          content.destroy();
        }
      } catch (error) {
        // Only what it says of itself goes along: an address of Telegram's holds the token.
        const reason = redact(error instanceof Error ? error.message : String(error), bot.token ?? "");
        log.warn({ bot: bot.id, reason, attempt }, "A photo could not be kept");
        if (attempt === tries || signal.aborted || error instanceof CallForbidden) return { type: "unavailable" };
        await sleep(backoff(attempt, { firstMs: 100 }), signal);
      }
    }
  };
}

const tooLarge = { type: "refused", reason: "too_large" } as const;

type Opened = { type: "opened"; content: Readable } | Exclude<KeptPhoto, { type: "kept" }>;

/** @throws {Error} when another try may help at once */
async function open(bot: ServedBot, { fileId }: SentPhoto, signal: AbortSignal, deps: Deps): Promise<Opened> {
  const elsewhere = await deps.openElsewhere?.(bot, fileId);
  if (elsewhere) return { type: "opened", content: Readable.from([elsewhere]) };
  const { token } = bot;
  if (!token) return { type: "unavailable" };
  const answer = await deps.transport.call(token, "getFile", { file_id: fileId }, signal);
  if (!answer.ok) {
    if (/file is too big/i.test(answer.description)) return tooLarge;
    if (answer.error_code >= 500) throw new Error(`Telegram answered ${answer.error_code} to getFile`);
    return { type: "unavailable" };
  }
  const path = (answer.result as { file_path?: unknown } | null)?.file_path;
  if (typeof path !== "string") return { type: "unavailable" };
  const content = await deps.downloads.open(token, path, signal);
  return content ? { type: "opened", content } : { type: "unavailable" };
}

function answerOf(kept: KeptFile): KeptPhoto {
  return kept.type === "kept" ? { type: "kept", photo: kept.file } : kept;
}
