/**
 * Polls that may bring much at once, of all bots: those whose bot's updates have piled up, or may have. Some are under way at
 * a time, each until what it brought is stored, so that after an hour's outage thousands of bots bring what waits for them
 * one after the other, and memory stays what it is.
 */
import pLimit, { type LimitFunction } from "p-limit";

/** Updates that a poll asks for at least, and at most, as Telegram allows. */
const least = 25;
const most = 100;
/**
 * Polls at a time that ask for the least, and that ask for more: enough to store as fast as the database does, from a
 * Telegram that is far away.
 */
const atOnce = { small: 200, large: 20 };

export class Bursts {
  readonly #small = pLimit(atOnce.small);
  readonly #large = pLimit(atOnce.large);

  /**
   * Resolves when it is one's turn, with what ends it: to be called, in any case.
   *
   * @param portion how many updates it asks for
   */
  begin(portion: number): Promise<() => void> {
    const turn = Promise.withResolvers<() => void>();
    void this.#lineOf(portion)(() => {
      const { promise, resolve } = Promise.withResolvers<void>();
      turn.resolve(resolve);
      return promise;
    });
    return turn.promise;
  }

  /** Whether it is anybody's turn who comes now. */
  isFree(portion: number): boolean {
    const { activeCount, pendingCount, concurrency } = this.#lineOf(portion);
    return activeCount + pendingCount < concurrency;
  }

  #lineOf(portion: number): LimitFunction {
    return portion > least ? this.#large : this.#small;
  }
}

/** How many updates to ask for, after a poll that has `brought` so many. Who has little is asked for little. */
export const portionAfter = (brought: number): number => Math.min(Math.max(least, 2 * brought), most);

/** Whether more waits, most likely, where a poll has `brought` so many. */
export const hasPiledUp = (brought: number): boolean => brought >= least;
