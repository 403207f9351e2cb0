/** Keeps Telegram's list of a bot's commands in step with ours. The setter is limited hard: it is called for changes alone. */
import { createHash } from "node:crypto";
import { GrammyError, HttpError } from "grammy";
import type { BotCommand } from "grammy/types";
import type { Pool } from "pg";
import type { Log } from "#shared/log.ts";
import type { BotConfigs } from "../bots/bot-config.ts";
import type { Listing } from "../bots/bot-directory.ts";
import type { ServedBot } from "../bots/served-bot.ts";

interface Deps {
  pool: Pool;
  configs: BotConfigs;
  setCommands(bot: ServedBot, commands: BotCommand[]): Promise<unknown>;
  log: Log;
}

/** Telegram shows at most this many. */
const maxCommands = 100;
/** A limit longer than this is left to the next start. In seconds. */
const longestWaitS = 3_600;
/** How long to wait after a call that failed in passing, in seconds. */
const retryS = 30;

export class CommandLists {
  readonly #deps: Deps;
  /** Bots whose list is being seen to, each with the listing that came meanwhile: calls must not overtake one another. */
  readonly #busy = new Map<string, Listing | null>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Never rejects: a list that could not be set is set at a later change, or when Telegram allows it again. */
  async sync(bot: ServedBot, listing: Listing): Promise<void> {
    if (bot.token === null || listing.commandsRevision === listing.revision) return;
    if (this.#busy.has(bot.id)) return void this.#busy.set(bot.id, listing);
    this.#busy.set(bot.id, null);
    try {
      await this.#compare(bot, listing);
    } catch (error) {
      this.#deps.log.warn(
        { bot: bot.id, error: error instanceof GrammyError ? error.description : error },
        "Telegram's command list was not set",
      );
      this.#again(bot, listing, error);
    }
    const next = this.#busy.get(bot.id);
    this.#busy.delete(bot.id);
    if (next) await this.sync(bot, next);
  }

  async #compare(bot: ServedBot, { revision }: Listing): Promise<void> {
    const { pool, configs, setCommands } = this.#deps;
    const list = commandList((await configs.of(bot)).commands.values());
    const hash = createHash("sha256").update(JSON.stringify(list)).digest("base64url");
    const { rows } = await pool.query<{ told: string | null }>("select commands_hash as told from bots where id = $1", [
      bot.id,
    ]);
    const told = rows[0]?.told ?? null;
    // A bot that never had commands here may have some from before: those are not ours to remove.
    const changed = hash !== told && (list.length > 0 || told !== null);
    if (changed) await setCommands(bot, list);
    await pool.query("update bots set commands_hash = $2, commands_revision = $3 where id = $1", [
      bot.id,
      changed ? hash : told,
      revision,
    ]);
  }

  #again(bot: ServedBot, listing: Listing, error: unknown): void {
    const waitS = waitOf(error);
    if (waitS === null || waitS > longestWaitS) return;
    setTimeout(() => bot.revision === listing.revision && this.sync(bot, listing), waitS * 1000).unref();
  }
}

/** @returns how long to wait before another try, in seconds; `null` where that would change nothing */
function waitOf(error: unknown): number | null {
  if (error instanceof HttpError) return retryS;
  if (!(error instanceof GrammyError)) return null;
  return error.parameters.retry_after ?? (error.error_code >= 500 ? retryS : null);
}

/** Telegram wants a description of each: without one the name has to do. */
const commandList = (commands: Iterable<{ name: string; description: string }>): BotCommand[] =>
  [...commands]
    .slice(0, maxCommands)
    .map(({ name, description }) => ({ command: name, description: description.trim() || `/${name}` }));
