/**
 * Takes up what others put into the inbox: by channels that bring nothing themselves, or by the system. A wake-up
 * that names the bot makes it prompt; a look every second over all shards served here finds what that missed, page by page.
 *
 * It only tells lanes to look for themselves, which they do when everything before is done and written. So it may tell
 * them again what they have in hand, and still each update is handled once, in its order, in a tenure.
 */
import type { Pool } from "pg";
import type { WakeUps } from "#shared/coordination/coordination.ts";
import { Alarm } from "#shared/lifecycle/alarm.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import type { Log } from "#shared/log.ts";

/** A lane with updates from elsewhere that are not done, the first of them at `seq`. */
export interface NoticedLane {
  botId: string;
  lane: string;
  seq: number;
}

interface Deps {
  pool: Pool;
  wakeUps: WakeUps;
  /** Whose updates others put into the inbox. */
  posted: readonly string[];
  /** The shards served now. */
  shards(): number[];
  /** Whether the bot is served here. */
  serves(botId: string): boolean;
  notice(lane: NoticedLane): void;
  log: Log;
}

const lookEveryMs = 1_000;
/** Updates that are looked at together. */
const page = 1_000;

export class OwnUpdates {
  readonly #deps: Deps;
  readonly #alarm = new Alarm();
  /** Where the next look begins: before the first shard, unless the last one has not come to the end. */
  #after = { shard: -1, seq: 0 };

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { wakeUps, serves, log } = this.#deps;
    using woken = new DisposableStack();
    woken.defer(wakeUps.subscribe("inbox", (botId) => serves(botId) && this.#alarm.ring()));
    const failed = (error: unknown) => log.warn({ error }, "The inbox cannot be looked into");
    await rounds({ everyMs: lookEveryMs, alarm: this.#alarm, round: () => this.#look(), failed }, signal);
  }

  /** @returns whether there is more to be looked at */
  async #look(): Promise<boolean> {
    const { pool, posted, shards, notice } = this.#deps;
    const served = shards();
    if (served.length === 0) return false;
    // The shards as a list to look up in, not as keys: the index holds next to nothing, and is read in its order. That it
    // may be read shows in the names alone: so the query is planned with them, each time.
    const { rows } = await pool.query<NoticedLane & { shard: number }>(
      `select bot_id as "botId", lane, shard, seq::float8 as seq from inbox
       where done_at is null and channel = any($2::text[]) and shard in (select unnest($1::int[]))
         and (shard, seq) > ($3::int, $4::bigint)
       order by shard, seq limit $5`,
      [served, posted, this.#after.shard, this.#after.seq, page],
    );
    const more = rows.length === page;
    this.#after = more ? rows.at(-1)! : { shard: -1, seq: 0 };
    const firstOf = Map.groupBy(rows, ({ botId, lane }) => `${botId} ${lane}`);
    for (const [first] of firstOf.values()) notice(first!);
    return more;
  }
}
