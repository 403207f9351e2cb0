/**
 * Two dispatchers as one: jobs that wait for somebody else, as a model, have places of their own, and take none from those
 * that are answered at once.
 */
import type { Dispatchable, Dispatching } from "./dispatcher.ts";
import type { Job } from "./job.ts";

interface Parts<Bot extends Dispatchable> {
  prompt: Dispatching<Bot>;
  slow: Dispatching<Bot>;
  isSlow(lane: string): boolean;
}

export class PacedDispatcher<Bot extends Dispatchable> implements Dispatching<Bot> {
  /** What of it waits for others. */
  readonly slow: Dispatching<Bot>;
  readonly #prompt: Dispatching<Bot>;
  readonly #isSlow: (lane: string) => boolean;

  constructor({ prompt, slow, isSlow }: Parts<Bot>) {
    this.#prompt = prompt;
    this.slow = slow;
    this.#isSlow = isSlow;
  }

  get held(): number {
    return this.#both.reduce((total, { held }) => total + held, 0);
  }

  has(botId: string, key: string): boolean {
    return this.#of(key).has(botId, key);
  }

  accept(bot: Bot, key: string, job: Job): void {
    this.#of(key).accept(bot, key, job);
  }

  recover(bot: Bot, keys: readonly string[], { more = false } = {}): void {
    for (const each of this.#both) {
      const its = keys.filter((key) => this.#of(key) === each);
      // Most bots have nothing to be taken up, and take up no memory for it.
      if (its.length > 0 || more) each.recover(bot, its, { more });
    }
  }

  notice(bot: Bot, key: string, seq: number): void {
    this.#of(key).notice(bot, key, seq);
  }

  room(bot: Bot, coming: number): Promise<void> | null {
    return this.#prompt.room(bot, coming) ?? this.slow.room(bot, 0);
  }

  forget(bot: Bot): void {
    for (const each of this.#both) each.forget(bot);
  }

  async idle(bots: readonly Pick<Dispatchable, "id">[]): Promise<void> {
    await Promise.all(this.#both.map((each) => each.idle(bots)));
  }

  async drain(): Promise<void> {
    await Promise.all(this.#both.map((each) => each.drain()));
  }

  get #both(): readonly Dispatching<Bot>[] {
    return [this.#prompt, this.slow];
  }

  #of(key: string): Dispatching<Bot> {
    return this.#isSlow(key) ? this.slow : this.#prompt;
  }
}
