/**
 * The runtime's own lease, and how long it may be relied on. The deadline is told by a clock that no one can set, from
 * the moment the renewal was asked for: in doubt the lease is over, long before anybody else may think so.
 */
import type { Coordination, Lease } from "#shared/coordination/coordination.ts";
import { type Clock, monotonicClock } from "#shared/lifecycle/clock.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import type { Log } from "#shared/log.ts";

interface Deps {
  coordination: Pick<Coordination, "leases" | "wakeUps">;
  runtimeId: string;
  ttlMs: number;
  log: Log;
  /** The lease is held (again). */
  onHeld(): void;
  /** The lease is over: nothing may be begun any more. */
  onLost(): void;
  clock?: Clock;
}

/** Renewals in one life of the lease; the margin is as long as the time between two. */
export const renewals = 5;

export class Membership {
  readonly #deps: Deps;
  readonly #clock: Clock;
  #lease: Lease | null = null;
  #deadline = Number.NEGATIVE_INFINITY;
  #told = false;
  #terms = 0;
  #callOffExpiry = () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#clock = deps.clock ?? monotonicClock;
  }

  /** To be asked right before anything leaves that only the owner of a shard may do. */
  get held(): boolean {
    return this.#clock.now() < this.#deadline;
  }

  /** Which time it is that the lease is held, without a break; `null` while it is not. */
  get term(): number | null {
    return this.held ? this.#terms : null;
  }

  /** Holds the lease until `signal` aborts, then gives it up, so that others can take over at once. */
  async run(signal: AbortSignal): Promise<void> {
    const { coordination, runtimeId, ttlMs } = this.#deps;
    await rounds({ everyMs: ttlMs / renewals, round: () => this.beat() }, signal);
    this.#callOffExpiry();
    this.#deadline = Number.NEGATIVE_INFINITY;
    if (this.#lease) await coordination.leases.release(this.#lease).catch(() => {});
    coordination.wakeUps.publish("assign", runtimeId);
  }

  /** Renews the lease, or takes it where it is not held. Never rejects. */
  async beat(): Promise<void> {
    const { coordination, runtimeId, ttlMs, log } = this.#deps;
    const { leases, wakeUps } = coordination;
    let asked = this.#clock.now();
    try {
      if (this.#lease && !(await leases.renew(this.#lease, ttlMs))) {
        this.#lease = null;
        this.#over();
        asked = this.#clock.now();
      }
      if (!this.#lease) {
        this.#lease = await leases.acquire(`runtime:${runtimeId}`, runtimeId, ttlMs);
        if (!this.#lease) return;
        wakeUps.publish("assign", runtimeId);
      }
      this.#rely(asked + ttlMs - ttlMs / renewals);
    } catch (error) {
      log.warn({ error }, "The runtime's lease could not be renewed");
    }
    this.#check();
  }

  /** Tells when the deadline has passed. */
  #check(): void {
    if (!this.held) this.#over();
  }

  #rely(deadline: number): void {
    this.#deadline = deadline;
    if (!this.held) return;
    this.#callOffExpiry();
    this.#callOffExpiry = this.#clock.after(deadline - this.#clock.now() + 1, () => this.#check());
    if (this.#told) return;
    this.#told = true;
    this.#terms++;
    this.#deps.onHeld();
  }

  #over(): void {
    this.#deadline = Number.NEGATIVE_INFINITY;
    if (!this.#told) return;
    this.#told = false;
    this.#deps.log.warn("The runtime's lease is over: it stops until it has it again");
    this.#deps.onLost();
  }
}
