/**
 * Fetches the files that came with messages, of all tenants, beside the other runtimes: a few at a time, so that forms
 * and answers go first, and fewer of one tenant. At rest it reads every few seconds and writes nothing.
 */
import { Alarm } from "#shared/lifecycle/alarm.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import { Slots } from "#shared/lifecycle/slots.ts";
import type { Log } from "#shared/log.ts";
import type { BotTokens } from "../bots/bot-tokens.ts";
import type { Channels } from "../channels/channels.ts";
import { retryDelay } from "../dispatcher/retry-delay.ts";
import type { KeepSent } from "./keep-sent.ts";
import type { MessageFile, MessageFiles } from "./message-files.ts";

interface Deps {
  messageFiles: MessageFiles;
  keep: KeepSent;
  channels: Pick<Channels, "find">;
  tokens: BotTokens;
  /** Without the lease nothing is begun. */
  mayCall(): boolean;
  log: Log;
}

const everyMs = 2_000;
/** Until another runtime may look, of a version that has the channel. In milliseconds. */
const unknownRetryMs = 60_000;

export class MessageFileQueue {
  readonly #deps: Deps;
  readonly #alarm = new Alarm();
  /** Of tenants. */
  readonly #slots = new Slots({ inAll: 4, perKey: 2 });
  readonly #running = new Set<Promise<void>>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Something may be due. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Works until `signal` aborts; what is under way is left to others then. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = (error: unknown, inARow: number) => {
      if (inARow === 1) this.#deps.log.warn({ error }, "Files of messages cannot be taken up; trying again");
    };
    await rounds({ everyMs, alarm: this.#alarm, round: () => this.#next(signal), failed }, signal);
    await Promise.all(this.#running);
  }

  /** @returns whether one was begun */
  async #next(signal: AbortSignal): Promise<boolean> {
    const { messageFiles, mayCall } = this.#deps;
    if (this.#slots.free === 0 || !mayCall()) return false;
    const file = await messageFiles.claim(this.#slots.full);
    if (!file) return false;
    const giveBack = this.#slots.take(file.tenantId)!;
    const fetched = this.#fetch(file, signal).finally(() => {
      this.#running.delete(fetched);
      giveBack();
      this.#alarm.ring();
    });
    this.#running.add(fetched);
    return true;
  }

  /** Never rejects: what goes wrong here is taken up again when the claim ends. */
  async #fetch(file: MessageFile, signal: AbortSignal): Promise<void> {
    const { messageFiles, keep, channels, tokens, log } = this.#deps;
    const { botId: id, tenantId, tokenSealed, telegramFileId: fileId, name, tries, ageMs } = file;
    try {
      // What is sent where a bot is tried out is not kept: it came where the bot lives.
      const channel = channels.find(file.channel);
      if (!channel) return await messageFiles.later(file, unknownRetryMs);
      const bot = { id, tenantId, token: await tokens({ id, tokenSealed }) };
      const sent = { channel, fileId, size: undefined, name: name ?? undefined };
      const kept = await keep(bot, sent, { maxBytes: channel.surface.fileBytes, accepts: "anything" }, signal);
      if (kept.type === "kept") return await messageFiles.kept(file, kept.file.fileId);
      if (kept.type === "refused") return await messageFiles.refused(file, "too_large");
      if (signal.aborted) return await messageFiles.later(file, 0);
      const delay = retryDelay({ tries, ageMs });
      if (delay === null) await messageFiles.refused(file, "unavailable");
      else await messageFiles.later(file, delay);
    } catch (error) {
      log.warn({ error, bot: id }, "A message's file could not be fetched or recorded");
    }
  }
}
