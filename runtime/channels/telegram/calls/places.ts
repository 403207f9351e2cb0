/** A place for each of what is under way at a time, shared among callers as the connections for calls are. */
import { type Cancellation, reasonOf } from "#shared/lifecycle/cancellation.ts";
import { CallUnsent } from "../../call-unsent.ts";
import { FairLine, type Waiter } from "./fair-line.ts";

class Ticket implements Waiter<Ticket> {
  readonly of: string;
  next: Ticket | null = null;
  previous: Ticket | null = null;
  readonly given = Promise.withResolvers<void>();
  waits = true;

  constructor(of: string) {
    this.of = of;
  }
}

export class Places {
  readonly #line: FairLine<Ticket>;
  #closed = false;

  constructor(count: number) {
    this.#line = new FairLine(count);
  }

  /**
   * @param of who wants it
   * @param until each of these ends the wait when it aborts
   * @returns the place, to be disposed when it is needed no more
   * @throws {CallUnsent} when it is given up before, or they are closed
   */
  async take(of: string, ...until: (Cancellation | null | undefined)[]): Promise<Disposable> {
    if (this.#closed) throw closed();
    const given = until.filter((cancellation) => cancellation != null);
    const over = given.find(({ aborted }) => aborted);
    if (over) throw CallUnsent.givenUp(reasonOf(over));
    const ticket = new Ticket(of);
    const abort = () => this.#giveUp(ticket, reasonOf(given.find(({ aborted }) => aborted)!));
    for (const cancellation of given) cancellation.addEventListener("abort", abort);
    this.#line.push(ticket);
    this.#advance();
    try {
      await ticket.given.promise;
    } finally {
      for (const cancellation of given) cancellation.removeEventListener("abort", abort);
    }
    return {
      [Symbol.dispose]: () => {
        this.#line.leave(ticket);
        this.#advance();
      },
    };
  }

  /** What waits fails, and whatever comes. */
  close(): void {
    this.#closed = true;
    for (let ticket = this.#line.shift(); ticket; ticket = this.#line.shift()) {
      ticket.waits = false;
      ticket.given.reject(closed());
    }
  }

  #advance(): void {
    for (let ticket = this.#line.take(); ticket; ticket = this.#line.take()) {
      ticket.waits = false;
      ticket.given.resolve();
    }
  }

  #giveUp(ticket: Ticket, reason: Error): void {
    if (!ticket.waits) return;
    ticket.waits = false;
    this.#line.remove(ticket);
    ticket.given.reject(CallUnsent.givenUp(reason));
  }
}

const closed = () => new CallUnsent("The connections to the Bot API are closed");
