/**
 * Turns that are over, and whose end is not committed yet: their lanes go on meanwhile. Where the database takes ends more
 * slowly than turns end, whoever ends the next waits in its place, so that memory stays what it is.
 */
export class Unfinished {
  readonly #most: number;
  #count = 0;
  #room: PromiseWithResolvers<void> | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  /** @param end settles when the end of a turn is committed, or will not be */
  add(end: Promise<unknown>): void {
    this.#count++;
    const ended = () => this.#ended();
    end.then(ended, ended);
  }

  /** Resolves when there is room for more; `null`: there is. */
  get room(): Promise<void> | null {
    if (this.#count < this.#most) return null;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  #ended(): void {
    this.#count--;
    if (this.#count >= this.#most) return;
    this.#room?.resolve();
    this.#room = null;
  }
}
