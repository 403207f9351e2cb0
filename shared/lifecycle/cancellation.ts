/** The slice of an `AbortSignal` that a request needs. grammY's signals are a polyfill's, and give no reason. */
export interface Cancellation {
  readonly aborted: boolean;
  readonly reason?: unknown;
  /** Why nothing may leave any more, while what has left goes on; `null` where it may, absent where that is the same. */
  readonly barred?: Error | null;
  /** Aborts as soon as that is so. */
  readonly departure?: Cancellation;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export const reasonOf = ({ reason }: Cancellation): Error =>
  reason instanceof Error ? reason : new Error("The request was given up");

/** What becomes of `work`, or the signal's reason as soon as that aborts. */
export function unlessAborted<T>(work: Promise<T>, signal: Cancellation): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = () => reject(reasonOf(signal));
  signal.addEventListener("abort", abort);
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  return promise;
}

type Listener = () => void;

/** A cancellation of our own, at a tenth of what an `AbortController` costs: for what is made for every update. */
export class CancelledOnce implements Cancellation {
  /** Hardly ever are there more at a time. */
  #listener: Listener | null = null;
  #others: Set<Listener> | null = null;
  #aborted = false;
  #reason: unknown;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  /** Tells those who listen, once; a second time changes nothing. */
  cancel(reason: Error): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const others = this.#others ?? [];
    this.#listener?.();
    for (const listener of others) listener();
    this.#listener = this.#others = null;
  }

  addEventListener(_: "abort", listener: Listener): void {
    if (this.#listener === listener || this.#others?.has(listener)) return;
    if (this.#listener) {
      this.#others ??= new Set();
      this.#others.add(listener);
    } else this.#listener = listener;
  }

  removeEventListener(_: "abort", listener: Listener): void {
    if (this.#listener === listener) this.#listener = null;
    else this.#others?.delete(listener);
  }
}

/** A cancellation in two steps: first nothing may leave any more, then what has left is given up too. */
export class CancelledInSteps extends CancelledOnce {
  /** Made when it is asked for: hardly anything ever waits to leave. */
  #departure: CancelledOnce | null = null;
  #barred: Error | null = null;

  get barred(): Error | null {
    return this.#barred;
  }

  get departure(): Cancellation {
    if (!this.#departure) {
      this.#departure = new CancelledOnce();
      if (this.#barred) this.#departure.cancel(this.#barred);
    }
    return this.#departure;
  }

  /** The first step. */
  bar(reason: Error): void {
    if (this.#barred) return;
    this.#barred = reason;
    this.#departure?.cancel(reason);
  }

  /** Both steps, or the second. */
  override cancel(reason: Error): void {
    this.bar(reason);
    super.cancel(reason);
  }
}
