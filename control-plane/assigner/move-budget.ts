/**
 * How many shards may still be moved for the sake of balance: one runtime's part when a runtime comes, and none when one
 * goes. What is uneven after that is left for later, so that bots are not handed around.
 */

import type { Plan } from "./plan.ts";

interface Options {
  /** Monotonic, in milliseconds. */
  now: () => number;
}

/** After this long there may be as many moves again, in milliseconds: bots and their traffic have changed. */
const renewedEveryMs = 5 * 60_000;

export class MoveBudget {
  readonly #now: () => number;
  #members: ReadonlySet<string> = new Set();
  #left = 0;
  #since = Number.NEGATIVE_INFINITY;

  constructor({ now }: Options) {
    this.#now = now;
  }

  /** @returns how many moves are left, among `members` that share `shards` */
  left(shards: number, members: ReadonlySet<string>): number {
    if (!members.isSubsetOf(this.#members) || this.#now() - this.#since >= renewedEveryMs) {
      this.#since = this.#now();
      this.#left = Math.ceil(shards / Math.max(members.size, 1));
    }
    this.#members = members;
    return this.#left;
  }

  /**
   * Moves were planned. When with them all is level nothing is left: what comes next is another occasion. While they are
   * made traffic comes and goes, and would have others move for it who have nothing to do with this one.
   */
  spend({ balancing, level }: Pick<Plan, "balancing" | "level">): void {
    this.#left = level ? 0 : this.#left - balancing;
  }
}
