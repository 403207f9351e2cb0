/** Calls that wait for a connection, first come, first served. Leaving from the middle costs no more than from the front. */
import type { Call } from "./call.ts";

export class CallLine {
  #first: Call | null = null;
  #last: Call | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(call: Call): void {
    call.previous = this.#last;
    if (this.#last) this.#last.next = call;
    else this.#first = call;
    this.#last = call;
    this.#length++;
  }

  /** @returns `null` when nobody waits */
  shift(): Call | null {
    const call = this.#first;
    if (call) this.remove(call);
    return call;
  }

  /** @param call one that stands in this line */
  remove(call: Call): void {
    const { previous, next } = call;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    call.previous = call.next = null;
    this.#length--;
  }
}
