/** First in, first out. Taking from the front costs the same at any length, where an array's `shift` moves all that is behind. */
export class Queue<Item> {
  #items: (Item | undefined)[] = [];
  /** Where the first one stands. Before it are places that were left. */
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** @returns `undefined` when there is none */
  shift(): Item | undefined {
    const item = this.#items[this.#first];
    if (this.#first < this.#items.length) this.#items[this.#first++] = undefined;
    if (this.#first === this.#items.length) this.#clear();
    else if (this.#first >= mostLeft && this.#first * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  #clear(): void {
    // Most are short, and need not make room anew for each.
    if (this.#items.length <= mostLeft) this.#items.length = 0;
    else this.#items = [];
    this.#first = 0;
  }
}

/** So many places that were left are kept; beyond, no more of them than of what is there. */
const mostLeft = 32;
