/**
 * Lanes of a bot that wait in the inbox and are not in memory: there may be millions. They are taken up page by page, in the
 * order of the index, and once more from the beginning as long as a pass has left some behind.
 */

/** A page of lanes with pending jobs. */
export interface LanePage {
  /** Those that wait longest first. */
  readonly lanes: readonly string[];
  /** Where the next page begins; `null` when there is none. */
  readonly next: PagePlace | null;
}

/** Between two pages: whoever reads them knows what it means. */
export interface PagePlace {
  readonly section: number;
  readonly after: string;
}

export class Backlog {
  /** Where the next page begins; `null`: at the beginning. */
  #place: PagePlace | null = null;
  /** Grows with each lane that is left in the inbox. */
  #left = 0;
  #leftBefore = 0;
  #reading = false;

  /** Whether a page is on its way. */
  get reading(): boolean {
    return this.#reading;
  }

  /** Whether no lanes are left in the inbox, as far as its pages tell. */
  get isDone(): boolean {
    return !this.#reading && this.#place === null && this.#left === this.#leftBefore;
  }

  /** A lane, or more of one, is left in the inbox. Wherever the pass has come, it is found. */
  leave(): void {
    this.#left++;
  }

  /** Reads the next page. One at a time. @returns its lanes */
  async read(load: (place: PagePlace | null) => Promise<LanePage>): Promise<readonly string[]> {
    this.#reading = true;
    if (this.#place === null) this.#leftBefore = this.#left;
    try {
      const { lanes, next } = await load(this.#place);
      this.#place = next;
      return lanes;
    } finally {
      this.#reading = false;
    }
  }
}
