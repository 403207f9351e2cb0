/** How many of one kind may be under way at once, in all and for each key, as a tenant or a host: who is slow delays only itself. */

interface Limits {
  /** Default: no limit. */
  inAll?: number;
  perKey: number;
}

export class Slots {
  readonly #inAll: number;
  readonly #perKey: number;
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor({ inAll = Number.POSITIVE_INFINITY, perKey }: Limits) {
    this.#inAll = inAll;
    this.#perKey = perKey;
  }

  /** How many more there may be in all. */
  get free(): number {
    return this.#inAll - this.#total;
  }

  /** Keys that have as many as they may. */
  get full(): string[] {
    return [...this.#taken].flatMap(([key, taken]) => (taken >= this.#perKey ? key : []));
  }

  /** Whether `key` may take one. */
  has(key: string): boolean {
    return this.free > 0 && this.#of(key) < this.#perKey;
  }

  /** @returns gives the slot back, once however often it is called; `null` when there is none */
  take(key: string): (() => void) | null {
    if (!this.has(key)) return null;
    this.#add(key, 1);
    let held = true;
    return () => {
      if (held) this.#add(key, -1);
      held = false;
    };
  }

  #of(key: string): number {
    return this.#taken.get(key) ?? 0;
  }

  #add(key: string, change: 1 | -1): void {
    this.#total += change;
    const left = this.#of(key) + change;
    if (left > 0) this.#taken.set(key, left);
    else this.#taken.delete(key);
  }
}
