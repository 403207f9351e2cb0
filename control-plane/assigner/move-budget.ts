/**
 * How many shards may still be moved for the sake of balance: one runtime's part for every time that a runtime comes or
 * goes. What is uneven after that is left for later, so that bots are not handed around.
 */

interface Options {
  /** Monotonic, in milliseconds. */
  now: () => number;
}

/** After this long without a runtime coming or going there may be as many moves again, in milliseconds. */
const renewedEveryMs = 5 * 60_000;

export class MoveBudget {
  readonly #now: () => number;
  #members = "";
  #left = 0;
  #since = Number.NEGATIVE_INFINITY;

  constructor({ now }: Options) {
    this.#now = now;
  }

  /** @returns how many moves are left, among `members` that share `shards` */
  left(shards: number, members: readonly string[]): number {
    const names = members.toSorted().join(" ");
    if (names !== this.#members || this.#now() - this.#since >= renewedEveryMs) {
      this.#members = names;
      this.#since = this.#now();
      this.#left = Math.ceil(shards / Math.max(members.length, 1));
    }
    return this.#left;
  }

  spend(moves: number): void {
    this.#left -= moves;
  }
}
