/**
 * Who serves bots beside this runtime, and whether all of them know orders: only then may it leave orders in the inbox, from
 * where any of them may have to take them. In doubt they do not: what would have been ordered is then done at once.
 */
import { knowsOrders } from "#shared/cluster/generation.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { Alarm } from "#shared/lifecycle/alarm.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";

interface Deps {
  coordination: Pick<Coordination, "leases" | "wakeUps">;
  runtimeId: string;
  leaseTtlMs: number;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

const lookEveryMs = 1_000;

export class Fellows {
  readonly #deps: Deps;
  readonly #now: () => number;
  readonly #alarm = new Alarm();
  #allKnowOrders = false;
  /** Whether our own lease was seen. */
  #seen = false;
  /** Until when somebody may be there who cannot be seen, or was there a moment ago. */
  #doubtfulUntil = Number.NEGATIVE_INFINITY;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#now = deps.now ?? (() => performance.now());
  }

  /** To be asked whenever something is to be ordered. */
  get allKnowOrders(): boolean {
    return this.#allKnowOrders;
  }

  /** Has it look at once: our own lease is there. */
  look(): void {
    this.#alarm.ring();
  }

  /** Looks until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const unsubscribe = this.#deps.coordination.wakeUps.subscribe("assign", (runtime) => {
      if (!knowsOrders(runtime)) this.#doubt();
    });
    await rounds({ everyMs: lookEveryMs, alarm: this.#alarm, round: () => this.round() }, signal);
    unsubscribe();
  }

  /** Looks once. Never rejects. */
  async round(): Promise<void> {
    const { coordination, runtimeId } = this.#deps;
    try {
      const names = [...(await coordination.leases.held(prefix)).keys()].map((name) => name.slice(prefix.length));
      const own = names.includes(runtimeId);
      // Where ours was forgotten, so were those of others.
      if (!names.every(knowsOrders) || (this.#seen && !own)) return this.#doubt();
      this.#seen = own;
      this.#allKnowOrders = own && this.#now() >= this.#doubtfulUntil;
    } catch {
      this.#doubt();
    }
  }

  /** For as long as a lease may be missing whose holder is alive. */
  #doubt(): void {
    this.#allKnowOrders = false;
    this.#doubtfulUntil = this.#now() + this.#deps.leaseTtlMs;
  }
}

const prefix = "runtime:";
