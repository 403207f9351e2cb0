/** Looks after one shard for as long as this runtime owns it: one service for each of its active bots. */
import type { Log } from "#shared/log.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import type { Listing } from "../bots/bot-directory.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Tenure } from "../inbox/records.ts";
import { BotService, type BotServiceDeps } from "./bot-service.ts";
import type { CommandLists } from "./command-list.ts";

export interface SupervisorDeps extends BotServiceDeps {
  vault: Vault;
  commandLists: CommandLists;
  log: Log;
  onStopped(botId: string): void;
  /** A change could not be taken up, and is to be tried again. */
  onFailed(botId: string): void;
}

export class Supervisor {
  readonly tenure: Tenure;
  readonly #deps: SupervisorDeps;
  readonly #services = new Map<string, BotService>();
  /** What is being done about each bot: one thing after the other. */
  readonly #changes = new Map<string, Promise<void>>();
  #stopping = false;

  constructor(tenure: Tenure, deps: SupervisorDeps) {
    this.tenure = tenure;
    this.#deps = deps;
  }

  /** The bots served now, with the revision they are served at. */
  get revisions(): ReadonlyMap<string, number> {
    return new Map([...this.#services].map(([id, { bot }]) => [id, bot.revision]));
  }

  service(botId: string): BotService | undefined {
    return this.#services.get(botId);
  }

  /** Makes the bot what `listing` says: starts it, stops it, or takes up its changes. `null`: it was deleted. */
  apply(botId: string, listing: Listing | null): Promise<void> {
    const before = this.#changes.get(botId) ?? Promise.resolve();
    const change = before
      .then(() => this.#apply(botId, listing))
      .catch((error: unknown) => {
        this.#deps.log.error({ error, bot: botId }, "A change of a bot could not be taken up");
        this.#deps.onFailed(botId);
      })
      .finally(() => {
        if (this.#changes.get(botId) === change) this.#changes.delete(botId);
      });
    this.#changes.set(botId, change);
    return change;
  }

  /** Stops every bot. Resolves when nothing of this shard runs any more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#services.keys()].map((botId) => this.apply(botId, null)));
    await Promise.all(this.#changes.values());
  }

  async #apply(botId: string, listing: Listing | null): Promise<void> {
    const service = this.#services.get(botId);
    if (!listing?.isActive || this.#stopping) {
      if (service) await this.#stop(botId, service);
      return;
    }
    if (service && listing.revision <= service.bot.revision) return;
    const token = await this.#deps.vault.open(listing.tokenSealed, `bot:${botId}:token`);
    if (service && service.bot.token === token && service.health.report.state !== "revoked") {
      Object.assign(service.bot, { username: listing.username, name: listing.name, revision: listing.revision });
      void this.#deps.commandLists.sync(service.bot, listing);
      return;
    }
    if (service) await this.#stop(botId, service);
    await this.#start(listing, token);
  }

  async #start(listing: Listing, token: string): Promise<void> {
    const { id, tenantId, telegramId, username, name, revision } = listing;
    const bot: ServedBot = { id, tenantId, telegramId, username, name, token, revision, tenure: this.tenure };
    const service = new BotService(bot, this.#deps);
    this.#services.set(id, service);
    try {
      await service.start();
    } catch (error) {
      this.#services.delete(id);
      throw error;
    }
    void this.#deps.commandLists.sync(bot, listing);
  }

  async #stop(botId: string, service: BotService): Promise<void> {
    this.#services.delete(botId);
    await service.stop();
    this.#deps.onStopped(botId);
  }
}
