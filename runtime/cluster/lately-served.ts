/**
 * Which bots were served a moment ago, here or elsewhere: their channel knows them, and they need no slow start. Redis may
 * know of none: then they begin as after a cold start.
 */
import type { PollReports } from "#shared/coordination/coordination.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";

interface Deps {
  polls: Pick<PollReports, "get">;
  /** In ms since the epoch. */
  now?: () => number;
}

/** Longer than a poll is held, and than a fail-over takes. In milliseconds. */
const momentMs = 120_000;
/** How long bots may wait for the answer, in milliseconds. */
const patienceMs = 500;

export class LatelyServed {
  readonly #deps: Deps;
  readonly #now: () => number;
  /** When the channel of each last answered. */
  readonly #answeredAt = new Map<string, number>();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
  }

  /** @param answeredAt when its channel last answered, in ms since the epoch; `null`: never */
  note(botId: string, answeredAt: number | null): void {
    if (answeredAt !== null && this.#isLate(answeredAt)) this.#answeredAt.set(botId, answeredAt);
  }

  /** Finds out about these bots, as far as that is quickly done. Never rejects. */
  async ask(botIds: readonly string[]): Promise<void> {
    for (const [botId, answeredAt] of this.#answeredAt) if (!this.#isLate(answeredAt)) this.#answeredAt.delete(botId);
    const unknown = botIds.filter((botId) => !this.#answeredAt.has(botId));
    if (unknown.length === 0) return;
    const inTime = new AbortController();
    const asked = this.#deps.polls.get(unknown).catch(() => null);
    const reports = await Promise.race([asked, sleep(patienceMs, inTime.signal).then(() => null)]);
    inTime.abort();
    for (const [botId, { lastPollAt }] of reports ?? []) this.note(botId, lastPollAt);
  }

  /** @returns whether it was served a moment ago; told once */
  take(botId: string): boolean {
    const answeredAt = this.#answeredAt.get(botId);
    this.#answeredAt.delete(botId);
    return answeredAt !== undefined && this.#isLate(answeredAt);
  }

  #isLate(answeredAt: number): boolean {
    return this.#now() - answeredAt < momentMs;
  }
}
