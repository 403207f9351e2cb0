/** A pause that somebody may end early. Rung while nobody pauses, it ends the next pause before it begins. */
import { sleep } from "./sleep.ts";

export class Alarm {
  #rung = false;
  #wake = () => {};

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** Resolves after `ms`, when the alarm rings or has rung since the last pause, or when `signal` aborts. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await sleep(ms, AbortSignal.any([signal, woken.signal]));
      this.#wake = () => {};
    }
    this.#rung = false;
  }
}
