/** Whether a cluster did its duty: nothing lost, nothing done twice, everything in order. */
import type { AuditReport } from "#shared/testing/telegram/auditor.ts";
import type { Cluster } from "./cluster.ts";
import { until } from "./until.ts";

/** What is wrong; lists of answers, each as `bot/chat/#tag`. */
export interface Verdict extends Pick<AuditReport, "doubled" | "misordered" | "unexpected"> {
  /** Not answered, though no send of an answer was caught by a fault. */
  lost: string[];
  /** Given up on. */
  dead: number;
  /** Updates counted more or less often than once against the tenants' months. */
  miscounted: number;
  /** Not handled within the time given, or not taken from Telegram. */
  unfinished: number;
}

export const flawless: Verdict = {
  lost: [],
  doubled: [],
  misordered: [],
  unexpected: [],
  dead: 0,
  miscounted: 0,
  unfinished: 0,
};

/** @returns a line for each thing that is wrong; none when the verdict is flawless */
export function flawsIn(verdict: Verdict): string[] {
  return Object.entries(verdict).flatMap(([name, found]: [string, string[] | number]) => {
    if (typeof found === "number") return found === 0 ? [] : [`${name}: ${found}`];
    return found.length === 0 ? [] : [`${name}: ${found.length} (${found.slice(0, shownKeys).join(", ")})`];
  });
}

const shownKeys = 10;

type Judged = Pick<Cluster, "world" | "bots" | "auditor">;

/** Whether what the auditor has seen is all that one wants to know. */
export type Enough = (seen: AuditReport) => boolean;

/** Waits for at most `timeoutMs` until everything is handled. */
export async function judge(cluster: Judged, timeoutMs: number, enough: Enough = () => false): Promise<Verdict> {
  await until(async () => enough(cluster.auditor.report()) || (await unfinished(cluster)) === 0, {
    what: "everything is handled",
    timeoutMs,
    everyMs: 100,
  }).catch(() => {}); // the verdict says what is left
  const { world, auditor } = cluster;
  const { expected, lost, doubled, misordered, unexpected } = auditor.report();
  const unknown = await unknownAnswers(cluster);
  const [counts] = await world.query<{ used: number; dead: number }>(
    "select (select sum(messages_used)::int from tenants) as used, (select count(*)::int from dead_letters) as dead",
  );
  return {
    lost: lost.filter((key) => !unknown.has(key)),
    doubled,
    misordered,
    unexpected,
    dead: counts!.dead,
    miscounted: counts!.used - expected,
    unfinished: await unfinished(cluster),
  };
}

async function unfinished({ world, bots }: Judged): Promise<number> {
  const [{ stored } = { stored: 0 }] = await world.query<{ stored: number }>(
    "select count(*)::int as stored from inbox where done_at is null",
  );
  return bots.reduce((sum, { sim }) => sum + sim.pending, stored);
}

/**
 * Answers that a fault caught between the journal and Telegram's own answer. They may have arrived or not, so they are
 * not sent again, and the page shows them: the only ones that may be missing.
 */
export async function unknownAnswers({ world }: Pick<Cluster, "world">): Promise<Set<string>> {
  const rows = await world.query<{ key: string }>(
    `select b.telegram_id || '/' || c.chat_id || '/' || substring(asked.content from '#\\d+') as key
     from messages m
     join messages asked on asked.inbox_seq = m.inbox_seq and asked.step = 0
     join bots b on b.id = m.bot_id
     join conversations c on c.id = m.conversation_id
     where m.status = 'unknown'`,
  );
  return new Set(rows.map(({ key }) => key));
}
