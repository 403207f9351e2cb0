/**
 * `npm run chaos -- --backlog 2000000`: so many chats wait in the inbox for their answers, of two bots of one tenant, and a
 * runtime with little memory takes them up. It must live, keep its lease, answer each once, and let nobody else wait for it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { seededRandom } from "#shared/testing/random.ts";
import type { Cluster } from "../tests/testing/cluster.ts";
import { openCluster } from "../tests/testing/cluster.ts";
import { percentile } from "../tests/testing/percentile.ts";
import type { SeededBot } from "../tests/testing/seeded-bots.ts";
import { memoryMb, Waits } from "./bystanders.ts";

interface Options {
  /** How many chats wait. */
  chats: number;
  /** Of what the runtime may use for what it keeps. */
  heapMb?: number;
  /** How long it is looked at; it ends sooner when nothing waits any more. */
  durationMs: number;
  /** The checkout whose programs are started; this one by default. */
  root?: string;
  signal?: AbortSignal;
  say(line: string): void;
}

export interface BacklogReport {
  /** What did not go as it should; none when all is well. */
  flaws: string[];
  answered: number;
  /** How many still waited at the end. */
  left: number;
  /** The most memory that the runtime had. */
  peakMb: number;
  /** How long another tenant's command waited for its answer, in milliseconds. */
  others: { p50: number; p99: number; longest: number };
}

/** People whom Telegram knows. Those behind them have left: who answers them is refused. */
const mostPeople = 200_000;
const firstPerson = 100_000_000;

export async function runBacklog({
  chats,
  heapMb = 384,
  durationMs,
  root,
  signal,
  say,
}: Options): Promise<BacklogReport> {
  await using cluster = await openCluster({
    controlPlanes: 1,
    runtimes: 1,
    bots: 3,
    ownPostgres: true,
    random: seededRandom(1),
    telegram: { record: false },
    settings: { LOG_LEVEL: "info" },
    ...(root && { root }),
  });
  // Each has a tenant of its own; the first is that of two.
  const [flooded, calm, second] = cluster.bots as [SeededBot, SeededBot, SeededBot];
  await cluster.world.query("update bots set tenant_id = (select tenant_id from bots where id = $1) where id = $2", [
    flooded.id,
    second.id,
  ]);
  await cluster.members[0]!.stop();
  const answers = new Answers(cluster, [flooded, second], Math.min(chats / 2, mostPeople));
  for (const { id } of [flooded, second]) await seed(cluster, id, chats / 2);
  say(`${chats} chats wait`);

  const member = await cluster.addMember({ NODE_OPTIONS: `--max-old-space-size=${heapMb}` });
  const waits = new Waits(cluster, [calm.sim]);
  const started = performance.now();
  let peakMb = 0;
  const over = () => signal?.aborted || !member.runs || performance.now() - started > durationMs;
  for (let told = 0; !over() && answers.count < chats; ) {
    await sleep(1_000);
    waits.ask();
    peakMb = Math.max(peakMb, await memoryMb(member));
    const seconds = Math.round((performance.now() - started) / 1_000);
    if (seconds < told + 10) continue;
    told = seconds;
    say(`${seconds} s: ${answers.count} answered, ${peakMb} MB, others wait ${Math.round(waits.longest)} ms at most`);
  }
  const leases = member.printed().split("lease is over").length - 1;
  const flaws = [
    ...(member.runs ? [] : [`The runtime is dead after ${Math.round((performance.now() - started) / 1_000)} s`]),
    ...(leases > 0 ? [`The lease was lost ${leases} times`] : []),
    ...(answers.doubled > 0 ? [`${answers.doubled} were answered twice`] : []),
    ...(answers.count === 0 ? ["Nobody was answered"] : []),
    ...(waits.answered.length === 0 ? ["Nobody else was answered"] : []),
  ];
  const { answered: all, longest } = waits;
  const others = { p50: percentile(all, 50), p99: percentile(all, 99), longest };
  return { flaws, answered: answers.count, left: chats - answers.count, peakMb, others };
}

/** Puts a message of each into the inbox, as they would stand there if nobody had handled anything for long. */
async function seed({ world }: Cluster, botId: string, count: number): Promise<void> {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  await client.query(
    `insert into inbox (shard, bot_id, update_id, tenant_id, lane, payload)
     select b.shard, b.id, n, b.tenant_id, 'chat:' || person, json_build_object('update_id', n, 'message', json_build_object(
       'message_id', 1, 'date', extract(epoch from now())::int, 'text', '/start',
       'entities', json_build_array(json_build_object('type', 'bot_command', 'offset', 0, 'length', 6)),
       'chat', json_build_object('id', person, 'type', 'private', 'first_name', 'Somebody'),
       'from', json_build_object('id', person, 'is_bot', false, 'first_name', 'Somebody', 'language_code', 'en')))
     from bots b cross join (select n, $3::bigint + n as person from generate_series(0, $2::int - 1) as n) as people
     where b.id = $1`,
    [botId, count, firstPerson],
  );
  await client.end();
}

/** Counts who was answered, and how often. */
class Answers {
  count = 0;
  doubled = 0;

  constructor({ world }: Cluster, bots: readonly SeededBot[], people: number) {
    const seen = new Map(bots.map(({ sim }) => [sim.id, new Uint8Array(people)]));
    for (let n = 0; n < people; n++) {
      const person = world.telegram.user({ id: firstPerson + n, firstName: "Somebody" });
      for (const { sim } of bots) person.chat(sim);
    }
    world.telegram.observe({
      sent: (bot, { chat }) => {
        const of = seen.get(bot.id);
        const n = chat.id - firstPerson;
        if (!of || n < 0) return;
        this.count++;
        if (of[n]!++ > 0) this.doubled++;
      },
    });
  }
}
