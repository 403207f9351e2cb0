/**
 * The supervisors of this runtime, kept in step with the database: which shards it owns, is to own, and is to hand over.
 * Wake-ups make it prompt; a look every second finds what they missed. Without its lease the runtime serves nothing.
 */
import type { Coordination } from "#shared/coordination/coordination.ts";
import { Alarm } from "#shared/lifecycle/alarm.ts";
import type { Log } from "#shared/log.ts";
import type { BotDirectory } from "../bots/bot-directory.ts";
import type { BotService } from "../serving/bot-service.ts";
import { BotChanges } from "./bot-changes.ts";
import { Preparation } from "./preparation.ts";
import { shardSteps } from "./shard-steps.ts";
import type { OwnShard, ShardTable } from "./shard-table.ts";
import { Supervisor, type SupervisorDeps } from "./supervisor.ts";

interface Deps {
  owner: string;
  table: ShardTable;
  directory: BotDirectory;
  coordination: Pick<Coordination, "wakeUps" | "polls">;
  /** Which time it is that the runtime's lease is held; `null` while it is not, and it may serve nothing. */
  term(): number | null;
  supervisor: Omit<SupervisorDeps, "onFailed" | "onFenced" | "inherited">;
  log: Log;
  /** How long what is at work may take to end before a handover, in milliseconds. */
  drainMs: number;
}

const lookEveryMs = 1_000;
/** Looks between two whole comparisons. */
const compareEvery = 15;

export class Fleet {
  readonly changes: BotChanges;
  readonly #deps: Deps;
  readonly #preparation: Preparation;
  readonly #supervisors = new Map<number, Supervisor>();
  /** Shards that are being handed over. */
  readonly #handingOver = new Set<number>();
  /** Shards that were handed over, with the epoch at which they were ours. */
  readonly #passedOn = new Map<number, number>();
  /** Shards that are no longer ours, while the last of their polls end. */
  readonly #ending = new Map<number, Promise<void>>();
  /** The last in which a new tenure was begun. */
  #term: number | null = null;
  /** Shards of ours that somebody is to have next. */
  #wanted = 0;
  readonly #alarm = new Alarm();

  constructor(deps: Deps) {
    this.#deps = deps;
    const { directory, coordination, supervisor } = deps;
    this.#preparation = new Preparation({ directory, tokens: supervisor.tokens, polls: coordination.polls });
    this.changes = new BotChanges({
      directory: deps.directory,
      supervisors: this.#supervisors,
      onNamed: () => this.lookNow(),
    });
  }

  /** Bots served now that are switched on. */
  get bots(): number {
    let count = 0;
    for (const { size } of this.#supervisors.values()) count += size;
    return count;
  }

  /** Shards served now, and how many of them somebody else is to have. */
  get shards(): { served: number; wanted: number } {
    return { served: this.#supervisors.size, wanted: this.#wanted };
  }

  /** The shards themselves. */
  get served(): number[] {
    return [...this.#supervisors.keys()];
  }

  service(botId: string): BotService | undefined {
    return this.#supervisors
      .values()
      .find((supervisor) => supervisor.service(botId))
      ?.service(botId);
  }

  /** Serves what this runtime owns, until `signal` aborts; then every bot is stopped. */
  async run(signal: AbortSignal): Promise<void> {
    const { coordination, owner, log } = this.#deps;
    using wakeUps = new DisposableStack();
    wakeUps.defer(coordination.wakeUps.subscribe("bot", (botId) => this.changes.announce(botId)));
    wakeUps.defer(coordination.wakeUps.subscribe("shards", (runtime) => runtime === owner && this.lookNow()));

    for (let looks = 0; !signal.aborted; looks++) {
      try {
        await this.#follow(looks % compareEvery === 0);
      } catch (error) {
        log.warn({ error }, "The database cannot be asked for changes");
      }
      await this.#alarm.pause(lookEveryMs, signal);
    }
    await Promise.all([...this.#supervisors.values()].map((supervisor) => supervisor.stop()));
    this.#supervisors.clear();
    await Promise.all(this.#ending.values());
  }

  /** The shard has another owner: stops serving it. */
  drop(shard: number): void {
    const supervisor = this.#supervisors.get(shard);
    if (!supervisor) return;
    this.#deps.log.warn({ shard }, "A shard was taken over by another runtime");
    this.#end(supervisor, supervisor.abandon());
  }

  /** Stops serving everything, at once: the lease is over. What is still owned is served again when it is back. */
  standDown(): void {
    for (const supervisor of this.#supervisors.values()) this.#end(supervisor, supervisor.abandon());
  }

  lookNow(): void {
    this.#alarm.ring();
  }

  async #follow(compareAll: boolean): Promise<void> {
    const term = this.#deps.term();
    if (term === null) return this.standDown();
    if (term !== this.#term) {
      // How their last sends ended can be recorded under the old tenure alone.
      await Promise.all(this.#ending.values());
      // While the lease was lost somebody may have decided who is to have what we own, and be about to write it.
      await this.#deps.table.renew();
      this.#term = term;
    }
    const rows = await this.#deps.table.own();
    if (this.#deps.term() === null) return this.standDown();
    // The lease was lost and taken again meanwhile: what was ours when the database answered may not be any more.
    if (this.#deps.term() !== term) return this.lookNow();
    const served = new Map([...this.#supervisors].map(([shard, { tenure }]) => [shard, tenure.epoch]));
    const { drop, gain, prepare, handOver } = shardSteps(rows, served, this.#passedOn);
    this.#wanted = rows.filter(({ owned, target }) => owned && target !== null).length;
    for (const shard of drop) this.drop(shard);
    await this.#serve(gain, term);
    await this.#prepare(prepare);
    for (const shard of handOver) void this.#handOver(shard);
    await this.changes.follow({ compareAll });
  }

  async #serve(gain: readonly OwnShard[], term: number): Promise<void> {
    const free = gain.filter(({ shard }) => !this.#ending.has(shard));
    if (free.length === 0) return;
    const listings = await this.#deps.directory.inShards(free.map(({ shard }) => shard));
    if (this.#deps.term() !== term) return this.lookNow();
    for (const { shard, epoch } of free) this.#supervisors.set(shard, this.#supervise(shard, epoch));
    for (const listing of listings) this.changes.apply(listing);
  }

  /** Loads what it takes to serve shards that are coming, and says so to those who have them. */
  async #prepare(shards: readonly number[]): Promise<void> {
    if (shards.length === 0) return;
    const { table, coordination } = this.#deps;
    await this.#preparation.prepare(shards);
    for (const owner of await table.ready(shards)) coordination.wakeUps.publish("shards", owner);
  }

  /** Lets what is at work end, and passes the shard on. Polls go on until the new owner's take their place. */
  async #handOver(shard: number): Promise<void> {
    const supervisor = this.#supervisors.get(shard);
    if (!supervisor || this.#handingOver.has(shard)) return;
    const { table, coordination, log, drainMs } = this.#deps;
    const { tenure } = supervisor;
    this.#handingOver.add(shard);
    try {
      await supervisor.quiesce(drainMs);
      // Everything written before is committed once this returns.
      await this.#deps.supervisor.committer.commit(tenure, {});
      supervisor.leave();
      const next = await table.handOver(tenure);
      if (next === null) {
        await supervisor.resume();
      } else {
        this.#passedOn.set(shard, tenure.epoch);
        this.#end(supervisor, supervisor.retire());
        coordination.wakeUps.publish("shards", next);
        coordination.wakeUps.publish("assign", next);
      }
    } catch (error) {
      // Whether it was passed on is not known: the next look tells, and it is served again where it was not.
      log.warn({ error, shard }, "A shard could not be handed over");
      if (this.#supervisors.get(shard) === supervisor) this.#end(supervisor, supervisor.abandon());
    } finally {
      this.#handingOver.delete(shard);
    }
  }

  #supervise(shard: number, epoch: number): Supervisor {
    return new Supervisor(
      { shard, epoch },
      {
        ...this.#deps.supervisor,
        inherited: (botId) => this.#preparation.reportOf(botId),
        onFenced: (fenced) => this.drop(fenced),
        onFailed: (botId) => setTimeout(() => this.changes.look(botId), lookEveryMs).unref(),
      },
    );
  }

  #end(supervisor: Supervisor, ending: Promise<void>): void {
    const { shard } = supervisor.tenure;
    if (this.#supervisors.get(shard) === supervisor) this.#supervisors.delete(shard);
    const ended = ending
      .catch((error: unknown) => this.#deps.log.error({ error, shard }, "A shard did not end as it should"))
      .then(() => {
        if (this.#ending.get(shard) === ended) this.#ending.delete(shard);
        this.lookNow();
      });
    this.#ending.set(shard, ended);
  }
}
