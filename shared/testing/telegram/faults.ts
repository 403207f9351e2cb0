/** What can go wrong between a client and Telegram, made to happen on purpose. */
export type Fault =
  /**
   * Answered with this status: by default instead of being processed, or after it, as by a front that has passed the call
   * on and lost the answer. `html` sends a proxy's page instead of JSON; `bare` the error code alone.
   */
  | {
      kind: "status";
      status: number;
      when?: "before" | "after";
      retryAfterS?: number;
      description?: string;
      html?: boolean;
      bare?: boolean;
    }
  /** The connection is reset before the call is processed, or after it (it happened, its answer is lost). */
  | { kind: "reset"; when: "before" | "after" }
  /** The connection stays open and never answers. */
  | { kind: "hang"; when: "before" | "after" }
  /** Processed, but the answer has no body, ends half-way, or is no JSON. */
  | { kind: "empty" | "truncated" | "garbage" }
  /** Comes late, by this much real time. */
  | { kind: "delay"; ms: number; when: "before" | "after" };

export interface FaultScope {
  /** Id of the bot; every bot by default. */
  botId?: number;
  /** Ids of bots that it may hit, also those that come to them later; every bot by default. */
  among?: ReadonlySet<number>;
  /** Name of the method, or `file` for downloads; all of these by default. */
  method?: string;
  /** How many calls it hits; until cleared by default. */
  times?: number;
  /** Whether it leaves to any other fault the calls that this one fits as well, as what lasts for long should. */
  yields?: boolean;
}

/** A fault that is in place. Disposing it takes it away. */
export interface Injection extends Disposable {
  /** Calls hit so far. */
  readonly hits: number;
  clear(): void;
}

export class FaultStore {
  readonly #entries = new Set<{ fault: Fault; scope: FaultScope; hits: number }>();

  inject(fault: Fault, scope: FaultScope): Injection {
    const entry = { fault, scope, hits: 0 };
    this.#entries.add(entry);
    const clear = () => {
      this.#entries.delete(entry);
    };
    return {
      get hits() {
        return entry.hits;
      },
      clear,
      [Symbol.dispose]: clear,
    };
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The oldest fault that fits the call and does not yield to another, counted as hit; `null` when all is well. */
  hit(botId: number | undefined, method: string): Fault | null {
    return this.#hit(botId, method, false) ?? this.#hit(botId, method, true);
  }

  #hit(botId: number | undefined, method: string, yielding: boolean): Fault | null {
    for (const entry of this.#entries) {
      const { scope } = entry;
      if ((scope.yields ?? false) !== yielding) continue;
      if (scope.botId !== undefined && scope.botId !== botId) continue;
      if (scope.among && (botId === undefined || !scope.among.has(botId))) continue;
      if (scope.method !== undefined && scope.method.toLowerCase() !== method) continue;
      entry.hits++;
      if (entry.hits >= (scope.times ?? Number.POSITIVE_INFINITY)) this.#entries.delete(entry);
      return entry.fault;
    }
    return null;
  }
}
