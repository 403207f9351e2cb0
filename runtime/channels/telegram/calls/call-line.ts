/** Calls of one caller that wait, first come, first served. Leaving from the middle costs no more than from the front. */

/** What waits in a line knows its neighbours there. */
export interface InLine<Self> {
  next: Self | null;
  previous: Self | null;
}

export class CallLine<T extends InLine<T>> {
  #first: T | null = null;
  #last: T | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(call: T): void {
    call.previous = this.#last;
    if (this.#last) this.#last.next = call;
    else this.#first = call;
    this.#last = call;
    this.#length++;
  }

  /** @returns `null` when nobody waits */
  shift(): T | null {
    const call = this.#first;
    if (call) this.remove(call);
    return call;
  }

  /** @param call one that stands in this line */
  remove(call: T): void {
    const { previous, next } = call;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    call.previous = call.next = null;
    this.#length--;
  }
}
