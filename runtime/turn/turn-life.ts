/** When a turn is over, and how long it still listens for what it had begun. */
import { CancelledInSteps } from "#shared/lifecycle/cancellation.ts";

/** The turn was cut off: its handler took too long, or its bot may be served elsewhere. */
export class TurnClosed extends Error {
  override readonly name = "TurnClosed";
}

/** One for all turns: each of them ends with it, and an error of its own would cost more than the rest of the end. */
const closed = new TurnClosed("The handling of this update was cut off");

export class TurnLife {
  /** Ends every call of the turn: first what has not left, then what is still on its way. */
  readonly cancellation = new CancelledInSteps();
  #ended: TurnClosed | null = null;
  #aborting: AbortController | null = null;
  /** Holds that are not released. */
  #held = 0;
  #released: PromiseWithResolvers<void> | null = null;

  /** Why nothing may begin any more; `null` before that. */
  get ended(): TurnClosed | null {
    return this.#ended;
  }

  throwIfEnded(): void {
    if (this.#ended) throw this.#ended;
  }

  /** Aborts when the turn is over, also before its time. Made when it is asked for, since few turns need it. */
  get signal(): AbortSignal {
    if (!this.#aborting) {
      this.#aborting = new AbortController();
      if (this.#ended) this.#aborting.abort(this.#ended);
    }
    return this.#aborting.signal;
  }

  /** Something begins whose end has to be known; `release` is to follow, however it ends. */
  hold(): void {
    this.#held++;
  }

  release(): void {
    this.#held--;
    if (this.#held === 0) this.#released?.resolve();
  }

  /** Nothing begins any more: no call leaves that has not left. */
  end(): void {
    this.#ended = closed;
    this.cancellation.bar(closed);
    this.#aborting?.abort(closed);
  }

  /** Ends, and hangs up on what is on its way. */
  close(): void {
    this.end();
    this.cancellation.cancel(closed);
  }

  /**
   * Ends, but leaves what is held its connections, and resolves once it is released: a send whose answer is not heard
   * would count as unknown, and never be made again.
   *
   * @param patienceMs after so long it is hung up on; what it writes is waited for as long as the database takes
   */
  async closeOnceReleased(patienceMs: number): Promise<void> {
    this.end();
    if (this.#held > 0) {
      this.#released ??= Promise.withResolvers();
      const hangUp = setTimeout(() => this.close(), patienceMs);
      await this.#released.promise;
      clearTimeout(hangUp);
    }
    this.close();
  }
}
