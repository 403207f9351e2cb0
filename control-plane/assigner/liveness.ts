/**
 * Which runtimes are alive, told by two witnesses: the lease each holds in Redis, and its sessions on the database,
 * which end with its process. A runtime is gone when its lease has ended; or sooner, when renewals are missing and its
 * sessions are gone as well. After Redis was out of reach or has lost its memory, those who live are given the time to
 * take their lease again.
 */

export interface Signs {
  /** Runtimes that hold a lease, and for how long if they do not renew it, in milliseconds. */
  leases: ReadonlyMap<string, number>;
  /** Runtimes that have a session on the database. */
  sessions: ReadonlySet<string>;
}

interface Options {
  leaseTtlMs: number;
  /** Monotonic, in milliseconds. */
  now: () => number;
}

export class Liveness {
  readonly #options: Options;
  /** When a session of each was last seen. */
  readonly #seen = new Map<string, number>();
  #trustedFrom: number;

  constructor(options: Options) {
    this.#options = options;
    this.#trustedFrom = options.now() + this.#graceMs;
  }

  /** Redis could not be asked, or somebody else was in charge: a missing lease proves nothing for a while. */
  doubt(): void {
    this.#trustedFrom = this.#options.now() + this.#graceMs;
    this.#seen.clear();
  }

  /** @param known runtimes that own something. @returns those of all who may be relied on */
  alive(known: Iterable<string>, { leases, sessions }: Signs): Set<string> {
    const now = this.#options.now();
    for (const runtime of sessions) this.#seen.set(runtime, now);
    return new Set(
      [...new Set([...known, ...leases.keys()])].filter((runtime) => this.#isAlive(runtime, { leases, sessions }, now)),
    );
  }

  #isAlive(runtime: string, { leases, sessions }: Signs, now: number): boolean {
    const { leaseTtlMs } = this.#options;
    const seenAt = this.#seen.get(runtime) ?? now;
    this.#seen.set(runtime, seenAt);
    const leftMs = leases.get(runtime);
    if (leftMs === undefined) return now < this.#trustedFrom && sessions.has(runtime);
    return leftMs >= leaseTtlMs / 2 || now - seenAt < leaseTtlMs / 5;
  }

  /** Every lease there was before has ended after one life of it. */
  get #graceMs(): number {
    return this.#options.leaseTtlMs;
  }
}
