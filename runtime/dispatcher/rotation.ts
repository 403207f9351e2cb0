/** Whose turn it is: each key once, in the order it was added. */
export class Rotation<Key> {
  readonly #keys = new Set<Key>();

  /** Puts `key` at the end of the line; one that is in it keeps its place. */
  add(key: Key): void {
    this.#keys.add(key);
  }

  remove(key: Key): void {
    this.#keys.delete(key);
  }

  /** Takes the first key out of the line. */
  next(): Key | undefined {
    for (const key of this.#keys) {
      this.#keys.delete(key);
      return key;
    }
    return undefined;
  }
}
