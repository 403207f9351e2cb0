/** What a runtime has ready before it takes over shards: so that between two owners no time is lost on loading. */
import type { PollReports } from "#shared/coordination/coordination.ts";
import type { BotDirectory } from "../bots/bot-directory.ts";
import type { BotTokens } from "../bots/bot-tokens.ts";
import type { HealthReport } from "../channels/health.ts";
import type { LatelyServed } from "./lately-served.ts";

interface Deps {
  directory: BotDirectory;
  tokens: BotTokens;
  polls: PollReports;
  lately: LatelyServed;
}

export class Preparation {
  readonly #deps: Deps;
  readonly #reports = new Map<string, HealthReport>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async prepare(shards: readonly number[]): Promise<void> {
    const { directory, tokens, polls, lately } = this.#deps;
    const listings = await directory.inShards(shards);
    await Promise.allSettled(listings.map((listing) => tokens(listing)));
    // Reports may be lost at any time: then the bots show as starting until their first poll is answered.
    const reports = await polls.get(listings.map(({ id }) => id)).catch(() => new Map());
    for (const [botId, { state, lastPollAt, lastError }] of reports) {
      this.#reports.set(botId, { state, lastPollAt, lastError });
      lately.note(botId, lastPollAt);
    }
  }

  /** How the bot fared with its last owner, told once; `null` when that is not known. */
  reportOf(botId: string): HealthReport | null {
    const report = this.#reports.get(botId) ?? null;
    this.#reports.delete(botId);
    return report;
  }
}
