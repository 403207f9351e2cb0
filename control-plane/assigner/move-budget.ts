/**
 * How many shards may still be moved for the sake of balance: one runtime's part when a runtime comes, and none when one
 * goes. What is uneven after that is left for later, so that bots are not handed around; but none is left without shards.
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

  /**
   * @param idle how many of them have no shards, and are to have none
   * @returns how many moves are left, among `members` that share `shards`
   */
  left(shards: number, members: ReadonlySet<string>, idle = 0): number {
    const renewed = !members.isSubsetOf(this.#members) || this.#now() - this.#since >= renewedEveryMs;
    if (renewed) this.#since = this.#now();
    if (renewed || idle > 0) this.#left = Math.ceil(shards / Math.max(members.size, 1)) * Math.max(idle, 1);
    this.#members = members;
    return this.#left;
  }

  /**
   * Moves were begun. When with them all is level nothing is left: what comes next is another occasion. While they are
   * made traffic comes and goes, and would have others move for it who have nothing to do with this one.
   *
   * @param undone how many of what was planned came to nothing, and are still to be made
   */
  spend({ balancing, level }: Pick<Plan, "balancing" | "level">, undone = 0): void {
    this.#left = level && undone === 0 ? 0 : this.#left - Math.max(0, balancing - undone);
  }
}
