/**
 * The supervisors of this runtime, kept in step with the database: which shards it owns, and what changed of their
 * bots. Wake-ups make it prompt; a look every second finds what they missed, and a whole comparison now and then the
 * rest.
 */
import type { Pool } from "pg";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { BotDirectory, Listing } from "../bots/bot-directory.ts";
import type { BotService } from "./bot-service.ts";
import { Supervisor, type SupervisorDeps } from "./supervisor.ts";

interface Deps {
  owner: string;
  pool: Pool;
  directory: BotDirectory;
  coordination: Coordination;
  supervisor: Omit<SupervisorDeps, "onFailed" | "onFenced">;
  log: Log;
}

const lookEveryMs = 1_000;
/** Looks between two whole comparisons. */
const compareEvery = 15;

export class Fleet {
  readonly #deps: Deps;
  readonly #supervisors = new Map<number, Supervisor>();
  /** Shards that were lost, while the last of their polls end. */
  readonly #leaving = new Set<number>();
  /** Bots to look up one by one: a wake-up named them, or a change of theirs failed. */
  readonly #named = new Set<string>();
  /** Bots that a wake-up named, until their change is taken up. */
  readonly #announced = new Map<string, PromiseWithResolvers<void>>();
  #newest = 0;
  /** Whether something was named since the last look began. */
  #woken = false;
  #wake = () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get bots(): number {
    let count = 0;
    for (const { revisions } of this.#supervisors.values()) count += revisions.size;
    return count;
  }

  service(botId: string): BotService | undefined {
    return this.#supervisorOf(botId)?.service(botId);
  }

  /**
   * Resolves when the change that was announced for the bot is taken up, or after a second: who edits a bot and then
   * writes to it meets the bot as it now is. `null` when no change was announced.
   */
  changed(botId: string): Promise<void> | null {
    const announced = this.#announced.get(botId);
    return announced ? Promise.race([announced.promise, sleep(lookEveryMs)]) : null;
  }

  /** Serves what this runtime owns, until `signal` aborts; then every bot is stopped. */
  async run(signal: AbortSignal): Promise<void> {
    const { coordination, log } = this.#deps;
    using wakeUps = new DisposableStack();
    wakeUps.defer(
      coordination.wakeUps.subscribe("bot", (botId) => {
        this.#announce(botId);
        this.#look(botId);
      }),
    );
    wakeUps.defer(coordination.wakeUps.subscribe("shards", () => this.#lookNow()));

    for (let looks = 0; !signal.aborted; looks++) {
      this.#woken = false;
      try {
        await this.#follow(looks % compareEvery === 0);
      } catch (error) {
        log.warn({ error }, "The database cannot be asked for changes");
      }
      await this.#pause(signal);
    }
    await Promise.all([...this.#supervisors.values()].map((supervisor) => supervisor.stop()));
    this.#supervisors.clear();
  }

  /** The shard has another owner: stops serving it. */
  drop(shard: number): void {
    const supervisor = this.#supervisors.get(shard);
    if (!supervisor) return;
    this.#supervisors.delete(shard);
    this.#deps.log.warn({ shard }, "A shard was taken over by another runtime");
    this.#leaving.add(shard);
    void supervisor.stop().finally(() => {
      this.#leaving.delete(shard);
      this.#lookNow();
    });
  }

  /** A change that comes while another is being taken up is one of its own. */
  #announce(botId: string): void {
    const earlier = this.#announced.get(botId);
    const announced = Promise.withResolvers<void>();
    if (earlier) void announced.promise.then(earlier.resolve);
    this.#announced.set(botId, announced);
  }

  #look(botId: string): void {
    this.#named.add(botId);
    this.#lookNow();
  }

  #lookNow(): void {
    this.#woken = true;
    this.#wake();
  }

  async #pause(signal: AbortSignal): Promise<void> {
    if (this.#woken) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await sleep(lookEveryMs, AbortSignal.any([signal, woken.signal]));
    this.#wake = () => {};
  }

  async #follow(compareAll: boolean): Promise<void> {
    await this.#followShards();
    const shards = [...this.#supervisors.keys()];
    const named = [...this.#named];
    this.#named.clear();
    if (shards.length === 0) return;
    try {
      for (const botId of named) await this.#applyNamed(botId);
      for (const listing of await this.#deps.directory.changedSince(this.#newest, shards)) {
        this.#newest = Math.max(this.#newest, listing.revision);
        this.#apply(listing);
      }
      if (compareAll) await this.#compare(shards);
    } catch (error) {
      for (const botId of named) this.#named.add(botId);
      throw error;
    }
  }

  async #followShards(): Promise<void> {
    const { pool, owner, directory } = this.#deps;
    const { rows } = await pool.query<{ id: number; epoch: number }>("select id, epoch from shards where owner = $1", [
      owner,
    ]);
    const owned = new Map(rows.map(({ id, epoch }) => [id, epoch]));
    for (const { tenure } of this.#supervisors.values())
      if (owned.get(tenure.shard) !== tenure.epoch) this.drop(tenure.shard);

    const gained = rows.filter(({ id }) => !this.#supervisors.has(id) && !this.#leaving.has(id));
    if (gained.length === 0) return;
    for (const { id, epoch } of gained) this.#supervisors.set(id, this.#supervise(id, epoch));
    for (const listing of await directory.inShards(gained.map(({ id }) => id))) this.#apply(listing);
  }

  #supervise(shard: number, epoch: number): Supervisor {
    return new Supervisor(
      { shard, epoch },
      {
        ...this.#deps.supervisor,
        onFenced: (fenced) => this.drop(fenced),
        onFailed: (botId) => setTimeout(() => this.#look(botId), lookEveryMs).unref(),
      },
    );
  }

  async #applyNamed(botId: string): Promise<void> {
    const announced = this.#announced.get(botId);
    const listing = await this.#deps.directory.byId(botId);
    const supervisor = listing ? this.#supervisors.get(listing.shard) : this.#supervisorOf(botId);
    const applied = supervisor?.apply(botId, listing) ?? Promise.resolve();
    void applied.then(() => {
      announced?.resolve();
      if (this.#announced.get(botId) === announced) this.#announced.delete(botId);
    });
  }

  #supervisorOf(botId: string): Supervisor | undefined {
    return this.#supervisors.values().find((supervisor) => supervisor.service(botId));
  }

  /** Finds bots that were deleted, or changed in a transaction that committed late. */
  async #compare(shards: readonly number[]): Promise<void> {
    const current = await this.#deps.directory.revisions(shards);
    for (const supervisor of this.#supervisors.values()) {
      for (const [botId, revision] of supervisor.revisions) {
        if (current.get(botId) !== revision) this.#look(botId);
      }
    }
  }

  #apply(listing: Listing): void {
    void this.#supervisors.get(listing.shard)?.apply(listing.id, listing);
  }
}
