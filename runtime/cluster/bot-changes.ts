/**
 * Which bots changed: those that a wake-up named, those with a newer revision than any seen, and, by a whole comparison
 * now and then, what both have missed.
 */
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { BotDirectory, Listing } from "../bots/bot-directory.ts";
import type { ServedShards } from "./served-shards.ts";
import type { Supervisor } from "./supervisor.ts";

interface Deps {
  directory: BotDirectory;
  shards: ServedShards<Supervisor>;
  /** Has the changes followed soon. */
  onNamed(): void;
}

/** How long somebody waits for an announced change to be taken up, in milliseconds. */
const patienceMs = 1_000;

export class BotChanges {
  readonly #deps: Deps;
  /** Bots to look up one by one: a wake-up named them, or a change of theirs failed. */
  readonly #named = new Set<string>();
  /** Bots that a wake-up named, until their change is taken up. */
  readonly #announced = new Map<string, PromiseWithResolvers<void>>();
  #newest = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * Resolves when the change that was announced for the bot is taken up, or after a second: who edits a bot and then
   * writes to it meets the bot as it now is. `null` when no change was announced.
   */
  pending(botId: string): Promise<void> | null {
    const announced = this.#announced.get(botId);
    return announced ? Promise.race([announced.promise, sleep(patienceMs)]) : null;
  }

  /** A wake-up named the bot. A change that comes while another is being taken up is one of its own. */
  announce(botId: string): void {
    const earlier = this.#announced.get(botId);
    const announced = Promise.withResolvers<void>();
    if (earlier) void announced.promise.then(earlier.resolve);
    this.#announced.set(botId, announced);
    this.look(botId);
  }

  /** Has the bot looked up next time. */
  look(botId: string): void {
    this.#named.add(botId);
    this.#deps.onNamed();
  }

  /** Takes up every change of the bots in the shards served here. */
  async follow({ compareAll }: { compareAll: boolean }): Promise<void> {
    const { directory } = this.#deps;
    const shards = this.#deps.shards.numbers;
    const named = [...this.#named];
    this.#named.clear();
    // Nobody waits here for what is taken up elsewhere: whoever gains a bot loads it as it then is.
    if (shards.length === 0) return this.#leaveToOthers(named);
    try {
      await Promise.all(named.map((botId) => this.#applyNamed(botId)));
      for (const listing of await directory.changedSince(this.#newest, shards)) {
        this.#newest = Math.max(this.#newest, listing.revision);
        this.apply(listing);
      }
      if (compareAll) await this.#compare(shards);
    } catch (error) {
      for (const botId of named) this.#named.add(botId);
      throw error;
    }
  }

  apply(listing: Listing): void {
    void this.#deps.shards.supervisor(listing.shard)?.apply(listing.id, listing);
  }

  async #applyNamed(botId: string): Promise<void> {
    const announced = this.#announced.get(botId);
    const listing = await this.#deps.directory.byId(botId);
    const supervisor = listing ? this.#deps.shards.supervisor(listing.shard) : this.#supervisorOf(botId);
    const applied = supervisor?.apply(botId, listing) ?? Promise.resolve();
    void applied.then(() => this.#takenUp(botId, announced));
  }

  #leaveToOthers(botIds: readonly string[]): void {
    for (const botId of botIds) this.#takenUp(botId, this.#announced.get(botId));
  }

  #takenUp(botId: string, announced: PromiseWithResolvers<void> | undefined): void {
    announced?.resolve();
    if (this.#announced.get(botId) === announced) this.#announced.delete(botId);
  }

  #supervisorOf(botId: string): Supervisor | undefined {
    return this.#deps.shards.supervisors.find((supervisor) => supervisor.service(botId));
  }

  /** Finds bots that were deleted, or changed in a transaction that committed late. */
  async #compare(shards: readonly number[]): Promise<void> {
    const current = await this.#deps.directory.revisions(shards);
    const missing = new Set(current.keys());
    for (const supervisor of this.#deps.shards.supervisors) {
      for (const [botId, revision] of supervisor.revisions) {
        missing.delete(botId);
        if (current.get(botId) !== revision) this.look(botId);
      }
    }
    for (const botId of missing) this.look(botId);
  }
}
