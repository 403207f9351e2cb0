/**
 * Keeps what Telegram shows of a bot in step with ours: its lists of commands and its menu button. The setters are
 * limited hard: each is called for changes alone.
 */
import { createHash } from "node:crypto";
import { type Api, GrammyError, HttpError } from "grammy";
import type { MenuButton } from "grammy/types";
import type { Pool } from "pg";
import { readTogether } from "#shared/db/read-together.ts";
import type { Log } from "#shared/log.ts";
import type { BotMenuButton } from "#shared/schemas/bot.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { BotConfig, BotConfigs } from "../../../bots/bot-config.ts";
import type { Listing } from "../../../bots/bot-directory.ts";
import type { ServedBot } from "../../../bots/served-bot.ts";
import type { Profile } from "../../channel.ts";
import { commandLists, listSteps, readTold, writeTold } from "./command-lists.ts";

interface Deps {
  pool: Pool;
  configs: BotConfigs;
  apiOf(bot: ServedBot): Pick<Api, "setMyCommands" | "deleteMyCommands" | "setChatMenuButton">;
  /** Something to tell on the bot's page. */
  onTrouble(botId: string, code: string, message: string): void;
  log: Log;
}

/** A limit longer than this is left to the next start. In seconds. */
const longestWaitS = 3_600;
/** How long to wait after a call that failed in passing, in seconds. */
const retryS = 30;

export class Profiles implements Profile {
  readonly #deps: Deps;
  /** Bots being seen to, each with the listing that came meanwhile: calls must not overtake one another. */
  readonly #busy = new Map<string, Listing | null>();

  /** What each was told last. After a start all bots ask for it at once. */
  readonly #told: (id: string) => Promise<Told>;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { pool } = deps;
    this.#told = readTogether(async (ids) => {
      const { rows } = await pool.query<Told & { id: string }>(
        "select id, commands_hash as commands, menu_button_hash as button from bots where id = any($1)",
        [ids],
      );
      const found = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) ?? { commands: null, button: null });
    });
  }

  /** Never rejects: what could not be set is set at a later change, or when Telegram allows it again. */
  async sync(bot: ServedBot, listing: Listing): Promise<void> {
    if (bot.token === null || listing.commandsRevision === listing.revision) return;
    if (this.#busy.has(bot.id)) return void this.#busy.set(bot.id, listing);
    this.#busy.set(bot.id, null);
    try {
      await this.#compare(bot, listing);
    } catch (error) {
      this.#deps.log.warn(
        { bot: bot.id, error: error instanceof GrammyError ? error.description : error },
        "What Telegram shows of a bot was not set",
      );
      this.#again(bot, listing, error);
    }
    const next = this.#busy.get(bot.id);
    this.#busy.delete(bot.id);
    if (next) await this.sync(bot, next);
  }

  async #compare(bot: ServedBot, { revision }: Listing): Promise<void> {
    const config = await this.#deps.configs.of(bot);
    const told = await this.#told(bot.id);
    // Each has a limit of its own: one that has to wait does not keep the other.
    const parts = await Promise.allSettled([
      this.#setCommands(bot, config, told.commands),
      this.#setMenuButton(bot, config, told.button),
    ]);
    for (const part of parts) if (part.status === "rejected") throw part.reason;
    await this.#deps.pool.query("update bots set commands_revision = $2 where id = $1", [bot.id, revision]);
  }

  async #setCommands(bot: ServedBot, config: BotConfig, before: string | null): Promise<void> {
    const { pool, apiOf } = this.#deps;
    const told = readTold(before);
    for (const { language, commands, hash } of listSteps(commandLists(config.commands.values()), told)) {
      const only = language === "" ? {} : { language_code: language };
      if (commands) await apiOf(bot).setMyCommands(commands, only);
      else await apiOf(bot).deleteMyCommands(only);
      // Noted one by one: what Telegram has taken is not told again when the next has to wait.
      if (hash) told.set(language, hash);
      else told.delete(language);
      await pool.query("update bots set commands_hash = $2 where id = $1", [bot.id, writeTold(told)]);
    }
  }

  async #setMenuButton(bot: ServedBot, { menuButton }: BotConfig, told: string | null): Promise<void> {
    const { pool, apiOf, onTrouble } = this.#deps;
    const hash = createHash("sha256").update(JSON.stringify(menuButton)).digest("base64url");
    // A bot that never had a button here may have one from before: that is not ours to take away.
    if (hash === told || (told === null && menuButton.type === "default")) return;
    try {
      await apiOf(bot).setChatMenuButton({ menu_button: asTelegramHasIt(menuButton) });
    } catch (error) {
      if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
      const reason = redact(error.description, bot.token);
      return onTrouble(bot.id, "menu_button_refused", `Telegram refused the menu button: ${reason}`);
    }
    await pool.query("update bots set menu_button_hash = $2 where id = $1", [bot.id, hash]);
  }

  #again(bot: ServedBot, listing: Listing, error: unknown): void {
    const waitS = waitOf(error);
    if (waitS === null || waitS > longestWaitS) return;
    setTimeout(() => bot.revision === listing.revision && this.sync(bot, listing), waitS * 1000).unref();
  }
}

/** What Telegram was last told. */
interface Told {
  commands: string | null;
  button: string | null;
}

const asTelegramHasIt = (button: BotMenuButton): MenuButton =>
  button.type === "web_app" ? { type: "web_app", text: button.text, web_app: { url: button.url } } : button;

/** @returns how long to wait before another try, in seconds; `null` where that would change nothing */
function waitOf(error: unknown): number | null {
  if (error instanceof HttpError) return retryS;
  if (!(error instanceof GrammyError)) return null;
  return error.parameters.retry_after ?? (error.error_code >= 500 ? retryS : null);
}
