/** Whether the server can be reached, as the last request found it, and how far its clock is from ours. */

type Listener = () => void;

export class Connection {
  #lost = false;
  #clockOffsetMs = 0;
  readonly #listeners = new Set<Listener>();

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly isLost = (): boolean => this.#lost;

  /** Now by the server's clock, in ms: "answered 3 s ago" is right on a computer whose clock is not. */
  readonly now = (): number => Date.now() + this.#clockOffsetMs;

  lost(): void {
    this.#set(true);
  }

  answered(headers: Headers): void {
    const offset = Date.parse(headers.get("date") ?? "") - Date.now();
    // The header counts whole seconds, and the way here takes some time too.
    if (Number.isFinite(offset)) this.#clockOffsetMs = Math.abs(offset) > 3_000 ? offset : 0;
    this.#set(false);
  }

  #set(lost: boolean): void {
    if (lost === this.#lost) return;
    this.#lost = lost;
    for (const listener of this.#listeners) listener();
  }
}

/** The one connection of this page. */
export const connection = new Connection();
