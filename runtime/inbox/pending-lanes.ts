/**
 * Which lanes of a bot have updates that are not done, page by page. Each lane is one look into the index, behind the lane
 * before it: a page costs the same however many lanes there are, and however long they are.
 */
import type { Pool } from "pg";
import { notHeldBack } from "#shared/inbox/held-back.ts";
import { isTrialLane, trialLanes } from "#shared/inbox/trial-lane.ts";
import { batched } from "#shared/lifecycle/batched.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { LanePage, PagePlace } from "../dispatcher/backlog.ts";
import { isSlowLane } from "./lane.ts";

/** Which lanes are handled apart from the others: see `isSlowLane`. */
export type Pace = "prompt" | "slow";

export interface PendingLanes {
  /** The first lanes of a bot, the one that has waited longest first; all of them, unless there are `more`. */
  first(bot: ServedBot): Promise<{ lanes: string[]; more: boolean }>;
  page(bot: ServedBot, pace: Pace, place: PagePlace | null, limit: number): Promise<LanePage>;
  /** Those with updates that were dead letters and are to be tried again, with the first one's place. */
  revived(bot: ServedBot): Promise<FoundLane[]>;
}

/** From one name to another: both may be of no lane, so that letters alone decide, which all collations order alike. */
interface Section {
  readonly after: string;
  readonly until: string;
}

const end = "zzzz";
const everything: readonly Section[] = [{ after: "", until: end }];
const trials: readonly Section[] = [trialLanes];
/** What is slow has names of its own (`slowLane`), but where a bot is tried out. So neither has to look through the other's. */
const sections: Record<Pace, readonly Section[]> = {
  prompt: [
    { after: "", until: "ai" },
    { after: "b", until: "web" },
    { after: "x", until: end },
  ],
  slow: [{ after: "ai", until: "b" }, ...trials, { after: "web", until: "x" }],
};

/** As many as most bots have at most when they are taken up. */
const firstLanes = 16;

interface Part extends Section {
  botId: string;
  limit: number;
}

export function createPendingLanes(pool: Pool): PendingLanes {
  const read = (parts: readonly Part[]) => readParts(pool, parts);
  const firstOf = batched(read, { most: 256 });
  const pageOf = batched(read, { most: 4 });

  return {
    async first(bot) {
      const limit = firstLanes + 1;
      const found: FoundLane[] = [];
      for (const section of sectionsOf(bot, everything))
        found.push(...(await firstOf({ ...section, botId: bot.id, limit })));
      return found.length < limit ? { lanes: byAge(found), more: false } : { lanes: [], more: true };
    },
    async page(bot, pace, place, limit) {
      const its = sectionsOf(bot, sections[pace]);
      const found: FoundLane[] = [];
      for (let { section, after } = place ?? { section: 0, after: "" }; section < its.length; section++, after = "") {
        const left = limit - found.length;
        const part = await pageOf({ ...its[section]!, ...(after && { after }), botId: bot.id, limit: left });
        found.push(...part);
        if (part.length === left) return { lanes: ofPace(found, pace), next: { section, after: part.at(-1)!.lane } };
      }
      return { lanes: ofPace(found, pace), next: null };
    },
    async revived(bot) {
      // What has just come in waits for nothing, and what failed has been tried.
      const { rows } = await pool.query<FoundLane>(
        `select lane, min(seq)::float8 as seq from inbox
         where bot_id = $1 and done_at is null and attempts = 0 and ${notHeldBack("not_before")} <= now()
         group by lane`,
        [bot.id],
      );
      return rows;
    },
  };
}

const sectionsOf = ({ trialsOnly }: ServedBot, its: readonly Section[]) => (trialsOnly ? trials : its);
const byAge = (found: FoundLane[]) => found.sort((a, b) => a.seq - b.seq).map(({ lane }) => lane);
const ofPace = (found: FoundLane[], pace: Pace) =>
  byAge(found).filter((lane) => !isTrialLane(lane) || isSlowLane(lane) === (pace === "slow"));

interface FoundLane {
  lane: string;
  seq: number;
}

async function readParts(pool: Pool, parts: readonly Part[]): Promise<FoundLane[][]> {
  const { rows } = await pool.query<FoundLane & { n: number }>({
    // Without a name it is planned each time: what waits may have been nothing a moment ago, and be millions now.
    text: `select part.n::int as n, page.lane, page.seq::float8 as seq
      from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) with ordinality as part(bot_id, "after", "until", most, n)
      cross join lateral (
        with recursive page as (
          (select lane, seq, 1 as place from inbox
           where bot_id = part.bot_id and done_at is null and lane > part.after and lane < part.until
           order by lane, seq limit 1)
          union all
          select behind.lane, behind.seq, page.place + 1 from page cross join lateral (
            select lane, seq from inbox
            where bot_id = part.bot_id and done_at is null and lane > page.lane and lane < part.until
            order by lane, seq limit 1
          ) as behind
          where page.place < part.most
        )
        select lane, seq from page
      ) as page`,
    values: [
      parts.map(({ botId }) => botId),
      parts.map(({ after }) => after),
      parts.map(({ until }) => until),
      parts.map(({ limit }) => limit),
    ],
  });
  const found: FoundLane[][] = parts.map(() => []);
  for (const { n, lane, seq } of rows) found[n - 1]!.push({ lane, seq });
  return found;
}
