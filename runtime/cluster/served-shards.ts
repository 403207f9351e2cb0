/**
 * The shards that are served here, each with its supervisor: what becomes of a shard is one state, which changes by the
 * moves of this table alone.
 *
 *     from \ event    gained     handing over    called off   passed on   abandoned   stopped     ended
 *     elsewhere       serving                                 ending
 *     serving                    handing over                             ending      elsewhere
 *     handing over                               serving      ending      ending      elsewhere
 *     ending                                                  ending                              passed on, elsewhere
 *     passed on       serving                                 ending
 *
 * A shard may be lost at any time, while its handover goes on. How that ended is then told by a supervisor that serves
 * it no more: if it was passed on, it has to be remembered all the same, unless it is already ours anew.
 */
import type { Log } from "#shared/log.ts";
import type { Tenure } from "../committer/tenure.ts";
import type { BotService } from "../serving/bot-service.ts";

/** The slice of a supervisor that is needed here. */
export interface ShardSupervisor {
  readonly tenure: Tenure;
  /** Bots that are switched on. */
  readonly size: number;
  service(botId: string): BotService | undefined;
  stop(): Promise<void>;
  abandon(): Promise<void>;
  retire(): Promise<void>;
}

export type ShardState<S> =
  | { readonly name: "elsewhere" }
  | { readonly name: "serving"; readonly supervisor: S }
  | { readonly name: "handing over"; readonly supervisor: S }
  /** No longer ours, while the last of its polls end. `passedOn`: the epoch at which it was ours, if it was handed over. */
  | { readonly name: "ending"; readonly ended: Promise<void>; readonly passedOn: number | null }
  /** It was ours at `epoch`, and what was read before may say that it still is. */
  | { readonly name: "passed on"; readonly epoch: number };

export type ShardEvent<S> =
  | { readonly type: "gained" | "handing over" | "called off" | "stopped"; readonly supervisor: S }
  | { readonly type: "abandoned"; readonly supervisor: S; readonly ended: Promise<void> }
  | { readonly type: "passed on"; readonly supervisor: S; readonly ended: Promise<void>; readonly epoch: number }
  | { readonly type: "ended"; readonly ended: Promise<void> };

const elsewhere = { name: "elsewhere" } as const;

/** @returns `null` for a move that the table does not have, also when it is told by a supervisor of an earlier tenure */
export function next<S>(state: ShardState<S>, event: ShardEvent<S>): ShardState<S> | null {
  switch (event.type) {
    case "gained":
      if (state.name !== "elsewhere" && state.name !== "passed on") return null;
      return { name: "serving", supervisor: event.supervisor };
    case "handing over":
      if (state.name !== "serving" || state.supervisor !== event.supervisor) return null;
      return { name: "handing over", supervisor: event.supervisor };
    case "called off":
      if (state.name !== "handing over" || state.supervisor !== event.supervisor) return null;
      return { name: "serving", supervisor: event.supervisor };
    case "passed on":
      if (state.name === "serving") return null;
      if (state.name === "handing over" && state.supervisor !== event.supervisor) return null;
      return { name: "ending", ended: event.ended, passedOn: event.epoch };
    case "abandoned":
      if (!isServed(state) || state.supervisor !== event.supervisor) return null;
      return { name: "ending", ended: event.ended, passedOn: null };
    case "stopped":
      return isServed(state) && state.supervisor === event.supervisor ? elsewhere : null;
    case "ended":
      if (state.name !== "ending" || state.ended !== event.ended) return null;
      return state.passedOn === null ? elsewhere : { name: "passed on", epoch: state.passedOn };
  }
}

type Served<S> = Extract<ShardState<S>, { supervisor: S }>;
const isServed = <S>(state: ShardState<S>): state is Served<S> =>
  state.name === "serving" || state.name === "handing over";

interface Deps {
  log: Log;
  /** A shard has ended: if it is ours again, it can be served again. */
  onEnded(): void;
}

export class ServedShards<S extends ShardSupervisor> {
  readonly #deps: Deps;
  /** Those that are not here are elsewhere. */
  readonly #states = new Map<number, ShardState<S>>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Of those served now. */
  get supervisors(): S[] {
    return [...this.#states.values()].flatMap((state) => (isServed(state) ? [state.supervisor] : []));
  }

  /** Those served now. */
  get numbers(): number[] {
    return this.supervisors.map(({ tenure }) => tenure.shard);
  }

  /** Bots served now that are switched on. */
  get bots(): number {
    return this.supervisors.reduce((count, { size }) => count + size, 0);
  }

  /** Those served now, with the epoch at which they are. */
  get epochs(): Map<number, number> {
    return new Map(this.supervisors.map(({ tenure }) => [tenure.shard, tenure.epoch]));
  }

  /** Shards that were handed over, with the epoch at which they were ours. */
  get passedOn(): Map<number, number> {
    const epochs = new Map<number, number>();
    for (const [shard, state] of this.#states) {
      if (state.name === "passed on") epochs.set(shard, state.epoch);
      if (state.name === "ending" && state.passedOn !== null) epochs.set(shard, state.passedOn);
    }
    return epochs;
  }

  /** Of a shard that is served now. */
  supervisor(shard: number): S | undefined {
    const state = this.#states.get(shard);
    return state && isServed(state) ? state.supervisor : undefined;
  }

  service(botId: string): BotService | undefined {
    for (const state of this.#states.values()) {
      const service = isServed(state) ? state.supervisor.service(botId) : undefined;
      if (service) return service;
    }
    return undefined;
  }

  isEnding(shard: number): boolean {
    return this.#states.get(shard)?.name === "ending";
  }

  /** Resolves when what ends now has ended. Never rejects. */
  async ended(): Promise<void> {
    await Promise.all([...this.#states.values()].map((state) => state.name === "ending" && state.ended));
  }

  gain(supervisor: S): void {
    this.#move(supervisor.tenure.shard, { type: "gained", supervisor });
  }

  handOver(supervisor: S): void {
    this.#move(supervisor.tenure.shard, { type: "handing over", supervisor });
  }

  callOff(supervisor: S): void {
    this.#move(supervisor.tenure.shard, { type: "called off", supervisor });
  }

  /** Another runtime has it now, to which it was handed over. */
  passOn(supervisor: S): void {
    const { shard, epoch } = supervisor.tenure;
    const ended = this.#endOf(shard, supervisor.retire());
    this.#move(shard, { type: "passed on", supervisor, epoch, ended });
  }

  /** Whether it is ours is not known: ends what is served, unless it is served no more. */
  abandon(supervisor: S): void {
    const { shard } = supervisor.tenure;
    if (this.supervisor(shard) !== supervisor) return;
    const ended = this.#endOf(shard, supervisor.abandon());
    this.#move(shard, { type: "abandoned", supervisor, ended });
  }

  /** The shard has another owner: stops serving it. */
  drop(shard: number): void {
    const supervisor = this.supervisor(shard);
    if (!supervisor) return;
    this.#deps.log.warn({ shard }, "A shard was taken over by another runtime");
    this.abandon(supervisor);
  }

  /** Stops serving everything, at once: the lease is over. What is still owned is served again when it is back. */
  standDown(): void {
    for (const supervisor of this.supervisors) this.abandon(supervisor);
  }

  /** Stops every bot. Resolves when nothing polls any more; what is at work goes on to its end. */
  async stop(): Promise<void> {
    await Promise.all(this.supervisors.map((supervisor) => supervisor.stop()));
    for (const supervisor of this.supervisors) this.#move(supervisor.tenure.shard, { type: "stopped", supervisor });
    await this.ended();
  }

  /** The one place where a state changes. */
  #move(shard: number, event: ShardEvent<S>): void {
    const { log } = this.#deps;
    const from = this.#states.get(shard) ?? elsewhere;
    const to = next(from, event);
    if (!to) return log.debug({ shard, state: from.name, event: event.type }, "A shard stays as it is");
    if (to.name === "elsewhere") this.#states.delete(shard);
    else this.#states.set(shard, to);
    log.debug({ shard, from: from.name, to: to.name, event: event.type }, "A shard goes on to another state");
  }

  /** Never rejects. */
  #endOf(shard: number, ending: Promise<void>): Promise<void> {
    const ended = ending
      .catch((error: unknown) => this.#deps.log.error({ error, shard }, "A shard did not end as it should"))
      .then(() => {
        this.#move(shard, { type: "ended", ended });
        this.#deps.onEnded();
      });
    return ended;
  }
}
