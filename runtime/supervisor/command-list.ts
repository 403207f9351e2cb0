/** Keeps Telegram's list of a bot's commands in step with ours. The setter is limited hard: it is called for changes alone. */
import { createHash } from "node:crypto";
import { GrammyError } from "grammy";
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

export interface CommandLists {
  /** Never rejects: a list that could not be set is set at a later change, or when Telegram allows it again. */
  sync(bot: ServedBot, listing: Listing): Promise<void>;
}

/** Telegram shows at most this many. */
const maxCommands = 100;
/** A limit longer than this is left to the next start. In seconds. */
const longestWaitS = 3_600;

export function createCommandLists({ pool, configs, setCommands, log }: Deps): CommandLists {
  return {
    async sync(bot, listing) {
      if (listing.commandsRevision === listing.revision) return;
      try {
        const list = commandList((await configs.of(bot)).commands.values());
        const hash = createHash("sha256").update(JSON.stringify(list)).digest("base64url");
        // A bot that never had commands here may have some from before: those are not ours to remove.
        const changed = hash !== listing.commandsHash && (list.length > 0 || listing.commandsHash !== null);
        if (changed) await setCommands(bot, list);
        await pool.query("update bots set commands_hash = $2, commands_revision = $3 where id = $1 and revision = $3", [
          bot.id,
          changed || listing.commandsHash !== null ? hash : null,
          listing.revision,
        ]);
      } catch (error) {
        const waitS = error instanceof GrammyError ? error.parameters.retry_after : undefined;
        log.warn(
          { bot: bot.id, error: error instanceof GrammyError ? error.description : error },
          "Telegram's command list was not set",
        );
        if (waitS === undefined || waitS > longestWaitS) return;
        setTimeout(() => bot.revision === listing.revision && this.sync(bot, listing), waitS * 1000).unref();
      }
    },
  };
}

/** Telegram wants a description of each: without one the name has to do. */
const commandList = (commands: Iterable<{ name: string; description: string }>): BotCommand[] =>
  [...commands]
    .slice(0, maxCommands)
    .map(({ name, description }) => ({ command: name, description: description.trim() || `/${name}` }));
