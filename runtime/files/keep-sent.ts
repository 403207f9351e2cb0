/**
 * A file that somebody sent to a bot, kept for good. What its channel and the sender say about it is a hint; its size is
 * counted while it arrives, and its type is found in its content.
 */
import type { FileStore } from "#shared/files/file-store.ts";
import { type KeepRules, type KeptFile, keepFile } from "#shared/files/keep-file.ts";
import { backoff, sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { CallForbidden } from "../channels/call-forbidden.ts";
import type { Channel } from "../channels/channel.ts";

export interface SentFile {
  /** Where it was sent. */
  channel: Pick<Channel, "openFile">;
  /** By which the channel knows it. */
  fileId: string;
  /** In bytes, where the channel says it. */
  size: number | undefined;
  /** As its sender calls it, where it was sent as a file. */
  name?: string | undefined;
}

/** `refused`: for good. `unavailable`: trying again later may help. */
export type KeptSent = KeptFile | { type: "unavailable" };

type Owner = Pick<ServedBot, "id" | "tenantId" | "token">;

/** @param signal ends it: then it is `unavailable` */
export type KeepSent = (bot: Owner, sent: SentFile, rules: KeepRules, signal?: AbortSignal) => Promise<KeptSent>;

export interface KeepSentDeps {
  files: Pick<FileStore, "put">;
  pool: { query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }> };
  log: Log;
  /** How long fetching and storing one may take, in milliseconds; a handler has less than its own time for it. */
  timeoutMs?: number;
}

/** What breaks on the way is tried again so often: asking for a file changes nothing. */
const tries = 3;

/** Never rejects: what goes wrong is `unavailable`, and logged. */
export function createKeepSent({ timeoutMs = 45_000, files, pool, log }: KeepSentDeps): KeepSent {
  const query = async (sql: string, values: unknown[]) => (await pool.query(sql, values)).rows;

  return async (bot, sent, rules, ended) => {
    if (sent.size !== undefined && sent.size > rules.maxBytes) return tooLarge;
    const inTime = AbortSignal.timeout(timeoutMs);
    const signal = ended ? AbortSignal.any([inTime, ended]) : inTime;
    for (let attempt = 1; ; attempt++) {
      try {
        const opened = await sent.channel.openFile(bot, sent.fileId, signal);
        if (opened.type !== "opened") return opened;
        const { content } = opened;
        const abort = () => content.destroy(signal.reason as Error);
        signal.addEventListener("abort", abort);
        try {
          const file = { tenantId: bot.tenantId, botId: bot.id, name: sent.name, content };
          return await keepFile(file, rules, { files, query });
        } finally {
          signal.removeEventListener("abort", abort);
          content.destroy();
        }
      } catch (error) {
        // Only what it says of itself goes along: an address may hold the token.
        const reason = redact(error instanceof Error ? error.message : String(error), bot.token ?? "");
        log.warn({ bot: bot.id, reason, attempt }, "A file could not be kept");
        if (attempt === tries || signal.aborted || error instanceof CallForbidden) return { type: "unavailable" };
        await sleep(backoff(attempt, { firstMs: 100 }), signal);
      }
    }
  };
}

const tooLarge = { type: "refused", reason: "too_large" } as const;
