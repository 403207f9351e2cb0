/**
 * `npm run chaos -- --deletion 2500000`: a bot with so many messages is deleted while people write to others, and its runtime
 * is killed in the middle of it. Nobody else waits for that, neither before the kill nor for the dead runtime's locks.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { seededRandom } from "#shared/testing/random.ts";
import { type Cluster, openCluster } from "../tests/testing/cluster.ts";
import { percentile } from "../tests/testing/percentile.ts";
import { type SeededBot, seedBots } from "../tests/testing/seeded-bots.ts";
import { until } from "../tests/testing/until.ts";
import { flawsIn } from "../tests/testing/verdict.ts";
import { Waits } from "./bystanders.ts";

interface Options {
  messages: number;
  messagesPerSecond?: number;
  durationMs: number;
  signal?: AbortSignal;
  say(line: string): void;
}

export interface DeletionReport {
  /** What did not go as it should; none when all is well. */
  flaws: string[];
  /** How long the deletion itself took: from then on the bot is gone for everybody. */
  goneMs: number;
  /** Rows that were removed afterwards, and in how many seconds. */
  removed: number;
  seconds: number;
  /** How long people waited who wrote to other bots of the same runtimes, in milliseconds: until its runtime was killed. */
  others: { p50: number; p99: number; longest: number };
  /** How long it took until all bots of the dead runtime were served again, in milliseconds. */
  failOverMs: number;
}

const messagesPerConversation = 500;
/** So much of it is removed when the runtime is killed. */
const killedAfter = 0.3;

export async function runDeletion({
  messages,
  messagesPerSecond = 30,
  durationMs,
  signal,
  say,
}: Options): Promise<DeletionReport> {
  await using cluster = await openCluster({
    controlPlanes: 1,
    runtimes: 2,
    bots: 20,
    ownPostgres: true,
    random: seededRandom(1),
    settings: { LOG_LEVEL: "info" },
  });
  const { world } = cluster;
  const { shards } = cluster;
  const [doomed] = await seedBots(world, { count: 1, shards });
  const bystanders = await seedBots(world, { count: 8, shards });
  await seedMessages(cluster, doomed!, messages);
  say(`${messages} messages are there`);

  await cluster.underLoad(messagesPerSecond);
  const waits = new Waits(
    cluster,
    bystanders.map(({ sim }) => sim),
  );
  const asking = setInterval(() => waits.ask(), 250);
  const started = performance.now();
  await world.query("delete from bots where id = $1", [doomed!.id]);
  const goneMs = Math.round(performance.now() - started);
  const progress = async () => {
    const [row] = await world.query<{ removed: number; emptied: boolean }>(
      "select removed::int as removed, emptied_at is not null as emptied from deletions where kind = 'bot' and id = $1",
      [doomed!.id],
    );
    return row!;
  };
  const over = () => signal?.aborted || performance.now() - started > durationMs;
  let others: DeletionReport["others"] | null = null;
  let failOverMs = 0;
  let now = await progress();
  for (let told = 0; !now.emptied && !over(); now = await progress()) {
    await sleep(500);
    const seconds = Math.round((performance.now() - started) / 1_000);
    if (seconds >= told + 10) {
      told = seconds;
      say(`${seconds} s: ${now.removed} removed, others wait ${Math.round(waits.longest)} ms at most`);
    }
    if (others !== null || now.removed < killedAfter * messages) continue;
    const { answered, longest } = waits;
    others = { p50: percentile(answered, 50), p99: percentile(answered, 99), longest };
    const victim = await cluster.memberOf(doomed!);
    const orphans = await cluster.botsOf(victim);
    const killedAt = Date.now();
    const before = new Map(orphans.map(({ sim }) => [sim, sim.polls.total]));
    await victim.kill();
    await until(() => [...before].every(([sim, polls]) => sim.polls.total > polls), {
      what: "the bots of the dead runtime are polled again",
      timeoutMs: 120_000,
      everyMs: 20,
    });
    failOverMs = Math.max(...orphans.map(({ sim }) => sim.polls.longestGapSince(killedAt)));
    say(`its runtime was killed; all bots are served again after ${failOverMs} ms`);
  }
  const seconds = Math.round((performance.now() - started) / 1_000);
  clearInterval(asking);
  await cluster.recovered();
  const [left] = await world.query<{ count: number }>(
    "select count(*)::int as count from conversations where bot_id = $1",
    [doomed!.id],
  );
  const verdict = await cluster.verdict({ timeoutMs: 120_000 });
  return {
    flaws: [
      // The auditor does not know of what the others were asked.
      ...flawsIn({ ...verdict, miscounted: verdict.miscounted - waits.asked }),
      ...(now.emptied ? [] : [`Only ${now.removed} rows were removed`]),
      ...(left!.count > 0 ? [`${left!.count} conversations are left`] : []),
    ],
    goneMs,
    removed: now.removed,
    seconds,
    others: others ?? { p50: 0, p99: 0, longest: 0 },
    failOverMs,
  };
}

/** Puts down what people and the bot have said for years. */
async function seedMessages({ world }: Cluster, { id }: SeededBot, count: number): Promise<void> {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  const conversations = Math.ceil(count / messagesPerConversation);
  await client.query(
    `insert into conversations (id, tenant_id, bot_id, chat_id, chat_type, state, context)
     select gen_random_uuid(), b.tenant_id, b.id, 5000000000 + n, 'private', 'active', '{}'
     from bots b cross join generate_series(1, $2::int) as n where b.id = $1`,
    [id, conversations],
  );
  await client.query(
    `insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, direction, content, message_type, status)
     select gen_random_uuid(), c.tenant_id, c.id, c.bot_id, -row_number() over (), 0, 'inbound', repeat('What people say. ', 6), 'text', 'received'
     from conversations c cross join generate_series(1, ${messagesPerConversation}) where c.bot_id = $1`,
    [id],
  );
  await client.query("analyze messages, conversations");
  await client.end();
}
