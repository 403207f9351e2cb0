/** Whose turn it is: each once, in the order they were added. Each step costs the same at any length. */
export class Rotation<Key> {
  readonly #places = new Map<Key, Place<Key>>();
  #first: Place<Key> | null = null;
  #last: Place<Key> | null = null;

  get size(): number {
    return this.#places.size;
  }

  /** Whose turn it is, if anybody's. */
  get first(): Key | undefined {
    return this.#first?.key;
  }

  has(key: Key): boolean {
    return this.#places.has(key);
  }

  /** Puts `key` at the end of the line; one that is in it keeps its place. */
  add(key: Key): void {
    if (this.#places.has(key)) return;
    const place: Place<Key> = { key, before: this.#last, after: null };
    if (this.#last) this.#last.after = place;
    else this.#first = place;
    this.#last = place;
    this.#places.set(key, place);
  }

  remove(key: Key): void {
    const place = this.#places.get(key);
    if (!place) return;
    const { before, after } = place;
    if (before) before.after = after;
    else this.#first = after;
    if (after) after.before = before;
    else this.#last = before;
    this.#places.delete(key);
  }

  /** Takes the first out of the line. */
  next(): Key | undefined {
    const key = this.#first?.key;
    if (key !== undefined) this.remove(key);
    return key;
  }

  /** The first for which `holds`, left in the line. Costs as many steps as there are before it. */
  find(holds: (key: Key) => boolean): Key | undefined {
    for (let place = this.#first; place; place = place.after) if (holds(place.key)) return place.key;
    return undefined;
  }
}

interface Place<Key> {
  readonly key: Key;
  before: Place<Key> | null;
  after: Place<Key> | null;
}
