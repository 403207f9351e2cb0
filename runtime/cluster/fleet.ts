/**
 * Keeps the shards served here in step with the database: which of them this runtime owns, is to own, and is to hand
 * over. Wake-ups make it prompt; a look every second finds what they missed. Without its lease the runtime serves nothing.
 */
import pLimit from "p-limit";
import { knowsOrders } from "#shared/cluster/generation.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Alarm } from "#shared/lifecycle/alarm.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { BotDirectory } from "../bots/bot-directory.ts";
import type { BotChanges } from "./bot-changes.ts";
import { LatelyServed } from "./lately-served.ts";
import { Preparation } from "./preparation.ts";
import type { ServedShards } from "./served-shards.ts";
import { shardSteps } from "./shard-steps.ts";
import type { OwnShard, ShardTable } from "./shard-table.ts";
import { Supervisor, type SupervisorDeps } from "./supervisor.ts";

interface Deps {
  owner: string;
  shards: ServedShards<Supervisor>;
  changes: BotChanges;
  /** Rung by whoever knows of something to look at. */
  alarm: Alarm;
  table: ShardTable;
  directory: BotDirectory;
  coordination: Pick<Coordination, "wakeUps" | "polls">;
  /** Which time it is that the runtime's lease is held; `null` while it is not, and it may serve nothing. */
  term(): number | null;
  supervisor: Omit<SupervisorDeps, "onFailed" | "onFenced" | "inherited" | "inTurn" | "servedLately">;
  log: Log;
  /** How long what is at work may take to end before a handover, in milliseconds. */
  drainMs: number;
}

const lookEveryMs = 1_000;
/** How long a new term waits for what the one before has begun, in milliseconds. */
const endingMs = 5_000;
/** Bots that begin to be served at a time: enough to keep the database busy, and soon done. */
const startsAtOnce = 128;
/** Looks between two whole comparisons. */
const compareEvery = 15;

export class Fleet {
  readonly #deps: Deps;
  readonly #preparation: Preparation;
  readonly #lately: LatelyServed;
  readonly #inTurn = pLimit(startsAtOnce);
  /** Handovers under way. One whose shard was lost meanwhile may outlast it: the next of the shard waits for its end. */
  readonly #handovers = new Set<number>();
  /** The last in which a new tenure was begun. */
  #term: number | null = null;
  /** Shards of ours that somebody is to have next. */
  #wanted = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { directory, coordination, supervisor } = deps;
    const { polls } = coordination;
    this.#lately = new LatelyServed({ polls });
    this.#preparation = new Preparation({ directory, tokens: supervisor.tokens, polls, lately: this.#lately });
  }

  /** Shards served now, and how many of them somebody else is to have. */
  get shards(): { served: number; wanted: number } {
    return { served: this.#deps.shards.numbers.length, wanted: this.#wanted };
  }

  /** Serves what this runtime owns, until `signal` aborts; then every bot is stopped. */
  async run(signal: AbortSignal): Promise<void> {
    const { coordination, shards, changes, alarm, owner, log } = this.#deps;
    using wakeUps = new DisposableStack();
    wakeUps.defer(coordination.wakeUps.subscribe("bot", (botId) => changes.announce(botId)));
    wakeUps.defer(coordination.wakeUps.subscribe("shards", (runtime) => runtime === owner && alarm.ring()));

    for (let looks = 0; !signal.aborted; looks++) {
      try {
        await this.#follow(looks % compareEvery === 0);
      } catch (error) {
        log.warn({ error }, "The database cannot be asked for changes");
      }
      await alarm.pause(lookEveryMs, signal);
    }
    await shards.stop();
  }

  async #follow(compareAll: boolean): Promise<void> {
    const { shards, changes, alarm, table } = this.#deps;
    const term = this.#deps.term();
    if (term === null) return shards.standDown();
    if (term !== this.#term) {
      // How their last sends ended can be recorded under the old tenure alone. A shard that takes longer, as while
      // somebody has locked a row of it, keeps nobody else waiting: it is served once it has ended.
      const inTime = new AbortController();
      await Promise.race([shards.ended(), sleep(endingMs, inTime.signal)]);
      inTime.abort();
      // While the lease was lost somebody may have decided who is to have what we own, and be about to write it.
      await table.renew();
      this.#term = term;
    }
    const rows = await table.own();
    if (this.#deps.term() === null) return shards.standDown();
    // The lease was lost and taken again meanwhile: what was ours when the database answered may not be any more.
    if (this.#deps.term() !== term) return alarm.ring();
    const { drop, gain, prepare, handOver } = shardSteps(rows, shards.epochs, shards.passedOn);
    this.#wanted = rows.filter(({ owned, target }) => owned && target !== null).length;
    for (const shard of drop) shards.drop(shard);
    await this.#serve(gain, term);
    await this.#prepare(prepare);
    for (const shard of await this.#mayLeave(handOver, rows)) void this.#handOver(shard);
    await changes.follow({ compareAll });
  }

  async #serve(gain: readonly OwnShard[], term: number): Promise<void> {
    const { shards, changes, alarm, directory } = this.#deps;
    const free = gain.filter(({ shard }) => !shards.isEnding(shard));
    if (free.length === 0) return;
    const listings = await directory.inShards(free.map(({ shard }) => shard));
    await this.#lately.ask(listings.flatMap(({ id, isActive }) => (isActive ? id : [])));
    if (this.#deps.term() !== term) return alarm.ring();
    for (const { shard, epoch } of free) shards.gain(this.#supervise(shard, epoch));
    for (const listing of listings) changes.apply(listing);
  }

  /** Loads what it takes to serve shards that are coming, and says so to those who have them. */
  async #prepare(shards: readonly number[]): Promise<void> {
    if (shards.length === 0) return;
    const { table, coordination } = this.#deps;
    await this.#preparation.prepare(shards);
    for (const owner of await table.ready(shards)) coordination.wakeUps.publish("shards", owner);
  }

  /** Orders are carried out before a runtime that knows none of them takes their shard: meanwhile there are no new ones. */
  async #mayLeave(shards: readonly number[], rows: readonly OwnShard[]): Promise<readonly number[]> {
    const targets = new Map(rows.map(({ shard, target }) => [shard, target]));
    const toUnknowing = shards.filter((shard) => !knowsOrders(targets.get(shard)!));
    if (toUnknowing.length === 0) return shards;
    const kept = await this.#deps.table.withOrders(toUnknowing);
    return shards.filter((shard) => !kept.has(shard));
  }

  /** Lets what is at work end, and passes the shard on. Polls go on until the new owner's take their place. */
  async #handOver(shard: number): Promise<void> {
    const { shards, table, coordination, log, drainMs } = this.#deps;
    const supervisor = shards.supervisor(shard);
    if (!supervisor || this.#handovers.has(shard)) return;
    const { tenure } = supervisor;
    this.#handovers.add(shard);
    shards.handOver(supervisor);
    try {
      await supervisor.quiesce(drainMs);
      // Everything written before is committed once this returns.
      await this.#deps.supervisor.committer.commit(tenure, {});
      supervisor.leave();
      const next = await table.handOver(tenure);
      if (next === null) {
        await supervisor.resume();
        shards.callOff(supervisor);
      } else {
        shards.passOn(supervisor);
        coordination.wakeUps.publish("shards", next);
        coordination.wakeUps.publish("assign", next);
      }
    } catch (error) {
      // Whether it was passed on is not known: the next look tells, and it is served again where it was not.
      log.warn({ error, shard }, "A shard could not be handed over");
      shards.abandon(supervisor);
    } finally {
      this.#handovers.delete(shard);
    }
  }

  #supervise(shard: number, epoch: number): Supervisor {
    const { shards, changes, supervisor } = this.#deps;
    return new Supervisor(
      { shard, epoch },
      {
        ...supervisor,
        inTurn: this.#inTurn,
        inherited: (botId) => this.#preparation.reportOf(botId),
        servedLately: (botId) => this.#lately.take(botId),
        onPassedOn: (botId, answeredAt) => {
          this.#lately.note(botId, answeredAt);
          supervisor.onPassedOn(botId, answeredAt);
        },
        onFenced: (fenced) => shards.drop(fenced),
        onFailed: (botId) => setTimeout(() => changes.look(botId), lookEveryMs).unref(),
      },
    );
  }
}
