import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Bot } from "#shared/testing/telegram/bot.ts";
import type { Chat } from "#shared/testing/telegram/chat.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import type { Cluster } from "../../testing/cluster.ts";
import { percentile } from "../../testing/percentile.ts";
import { observedMs } from "../../testing/poll-gaps.ts";
import { sharedCluster } from "../../testing/shared-cluster.ts";
import { until } from "../../testing/until.ts";

/** A model that is still at work when all is over. */
const thinkingMs = 240_000;
const settings = { AI_TIMEOUT_MS: String(2 * thinkingMs), HANDLER_TIMEOUT_MS: String(3 * thinkingMs) };
const opened = sharedCluster({
  runtimes: 2,
  bots: 20,
  leaseTtlMs: 1_500,
  thinkingMs: [thinkingMs, thinkingMs],
  settings,
});

/** What is answered under its id, each in its turn with a command: presses, and what has a deadline. */
const kinds = [
  ...["callback_query", "pre_checkout_query", "shipping_query", "inline_query", "guest_message"],
  ...["chat_join_request", "widget_query", "shared_widget_query"],
];
const everyMs = 200;

/** A person a bot, who has asked the model. */
async function asking(cluster: Cluster): Promise<User[]> {
  const { openai, telegram } = cluster.world;
  const before = openai.requests.length;
  const people = cluster.bots.map(({ sim }) => {
    const person = telegram.user();
    person.says(sim, "Think");
    return person;
  });
  await until(() => openai.requests.length >= before + people.length, { what: "the model is asked in every chat" });
  return people;
}

const answersIn = (chat: Chat) => chat.messages.filter(({ from }) => from?.is_bot).length;

/** From updates to their answers, in milliseconds, by what they are. */
type Latencies = Map<string, number[]>;

/** Of all that is sent in the chats of `people` while `work` goes on. */
async function latencies(cluster: Cluster, people: readonly User[], work: Promise<unknown>): Promise<Latencies> {
  const took: Latencies = new Map(["command", ...kinds].map((kind) => [kind, []]));
  const asked = new Map<Bot, number>();
  const open = new Set<{ kind: string; since: number; isAnswered(): boolean }>();
  const look = setInterval(() => {
    for (const each of open) {
      if (!each.isAnswered()) continue;
      took.get(each.kind)!.push(performance.now() - each.since);
      open.delete(each);
    }
  }, 5);
  let over = false;
  void work.finally(() => {
    over = true;
  });
  for (let n = 0; !over; n++) {
    for (const [index, { sim }] of cluster.bots.entries()) {
      const person = people[index]!;
      const chat = person.chat(sim);
      const since = performance.now();
      if (n % 2 === 0) {
        // Of answers to the same command one is as good as another: they come in order.
        const expected = (asked.get(sim) ?? answersIn(chat)) + 1;
        asked.set(sim, expected);
        person.says(sim, "/help");
        open.add({ kind: "command", since, isAnswered: () => answersIn(chat) >= expected });
      } else {
        // Each kind at each moment, in some chat or other.
        const kind = kinds[((n >> 1) + index) % kinds.length]!;
        const under = kind === "callback_query" && { message: { message_id: 1, date: 0, chat: chat.info } };
        const id = person.queries(sim, kind, { chat: chat.info, data: "x", query: "", ...under });
        open.add({ kind, since, isAnswered: () => sim.openQueries.answerTo(id) !== null });
      }
    }
    await sleep(everyMs);
  }
  await work;
  await until(() => open.size === 0, { what: "everything is answered" });
  clearInterval(look);
  return took;
}

/** @param usual what it takes anyhow on this machine at this moment, in milliseconds */
function expectNobodyWaits(what: string, latencies: Latencies, usual: number): void {
  for (const [kind, took] of latencies) {
    const [p50, p99] = [percentile(took, 50), percentile(took, 99)];
    console.info(`${what}: ${kind}: ${took.length} answers, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
    expect(took.length, kind).toBeGreaterThan(0);
    expect(p99, kind).toBeLessThan(1_000 + usual);
  }
}

describe("while a model thinks for minutes, nobody in the same chats waits for a second", () => {
  test("at rest, while bots are handed over, and once a runtime that was killed is replaced", async () => {
    const cluster = opened();
    const silent = cluster.bots.map(() => cluster.world.telegram.user());
    const usual = percentile([...(await latencies(cluster, silent, sleep(observedMs))).values()].flat(), 99);
    const people = await asking(cluster);
    expectNobodyWaits("at rest", await latencies(cluster, people, sleep(observedMs)), usual);

    const [leaver] = cluster.members;
    const handover = async () => {
      await cluster.addMember();
      expect(await leaver!.stop()).toBe(0);
      await cluster.settled();
    };
    expectNobodyWaits("over a handover", await latencies(cluster, people, handover()), usual);

    const { openai } = cluster.world;
    const before = openai.requests.length;
    const bots = await cluster.botsOf(cluster.running[0]!);
    await cluster.running[0]!.kill();
    await cluster.recovered();
    await until(() => openai.requests.length >= before + bots.length, { what: "the model is asked again" });
    expectNobodyWaits("after a kill", await latencies(cluster, people, sleep(observedMs)), usual);
  });
});
