/**
 * Calls that wait for one of a number of places, in a line for each caller. A place goes to whoever of those in line has
 * taken fewest, in turn among equals; and nobody takes so many that the next who comes finds none. Who has nothing in
 * line and no place is not known here.
 */
import { CallLine, type InLine } from "./call-line.ts";

/** What waits, and then has a place. */
export interface Waiter<Self> extends InLine<Self> {
  /** Whose it is: what is fair is so between these. */
  readonly of: string;
}

interface Caller<T extends Waiter<T>> {
  readonly line: CallLine<T>;
  /** Places it has. */
  taken: number;
}

/**
 * A caller has at most so many times as many places as are left. So one alone may have three quarters, each of two three
 * sevenths, each of many the same, and a part of them all is free for whoever comes next.
 */
const timesWhatIsLeft = 3;

export class FairLine<T extends Waiter<T>> {
  readonly #places: number;
  readonly #callers = new Map<string, Caller<T>>();
  /** Those with something in line, by how many places they have; among equals the one that came first has its turn first. */
  readonly #levels = new Map<number, Set<Caller<T>>>();
  /** Made again for nearly every call otherwise. */
  #spare: Set<Caller<T>> | null = null;
  /** No level below it has anybody. */
  #lowest = 0;
  #taken = 0;
  #length = 0;

  /** @param places at least 1 */
  constructor(places: number) {
    this.#places = places;
  }

  /** Calls in line. */
  get length(): number {
    return this.#length;
  }

  /** Whether a place may be given to somebody in line. */
  get hasTurn(): boolean {
    return this.#length > 0 && this.#first().taken < timesWhatIsLeft * (this.#places - this.#taken);
  }

  push(call: T): void {
    let caller = this.#callers.get(call.of);
    if (!caller) {
      caller = { line: new CallLine(), taken: 0 };
      this.#callers.set(call.of, caller);
    }
    caller.line.push(call);
    this.#length++;
    if (caller.line.length === 1) this.#enter(caller);
  }

  /** Gives the call a place whose turn it is, until it leaves. @returns `null` when it is nobody's */
  take(): T | null {
    if (!this.hasTurn) return null;
    const caller = this.#first();
    this.#exit(caller);
    caller.taken++;
    this.#taken++;
    this.#length--;
    const call = caller.line.shift();
    if (caller.line.length > 0) this.#enter(caller);
    return call;
  }

  /** @param call one that has a place, and needs it no more */
  leave(call: T): void {
    const caller = this.#callers.get(call.of)!;
    const waits = caller.line.length > 0;
    if (waits) this.#exit(caller);
    caller.taken--;
    this.#taken--;
    if (waits) this.#enter(caller);
    else this.#forget(call.of, caller);
  }

  /** @param call one that stands in line, and gives up */
  remove(call: T): void {
    const caller = this.#callers.get(call.of)!;
    caller.line.remove(call);
    this.#length--;
    if (caller.line.length > 0) return;
    this.#exit(caller);
    this.#forget(call.of, caller);
  }

  /** Takes out whoever would be next, whether or not there is a place. @returns `null` when nobody waits */
  shift(): T | null {
    if (this.#length === 0) return null;
    const caller = this.#first();
    const call = caller.line.shift()!;
    this.#length--;
    if (caller.line.length > 0) return call;
    this.#exit(caller);
    this.#forget(call.of, caller);
    return call;
  }

  /** To be asked only when somebody waits. */
  #first(): Caller<T> {
    for (;;) {
      const level = this.#levels.get(this.#lowest);
      if (level) return level.values().next().value!;
      this.#lowest++;
    }
  }

  #enter(caller: Caller<T>): void {
    let level = this.#levels.get(caller.taken);
    if (!level) {
      level = this.#spare ?? new Set();
      this.#spare = null;
      this.#levels.set(caller.taken, level);
    }
    level.add(caller);
    this.#lowest = Math.min(this.#lowest, caller.taken);
  }

  #exit(caller: Caller<T>): void {
    const level = this.#levels.get(caller.taken)!;
    level.delete(caller);
    if (level.size > 0) return;
    this.#levels.delete(caller.taken);
    this.#spare = level;
  }

  #forget(of: string, caller: Caller<T>): void {
    if (caller.taken === 0) this.#callers.delete(of);
  }
}
