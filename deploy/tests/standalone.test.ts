import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Conversation, Message } from "#shared/schemas/conversation.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { Person } from "./testing/person.ts";
import { hasEnded, type Spawned, stop } from "./testing/spawned.ts";
import { until } from "./testing/until.ts";
import { openWorld, type World } from "./testing/world.ts";

let world: World;
let program: Spawned;
let ann: Person;
beforeAll(async () => {
  world = await openWorld();
  program = await world.start("standalone");
  ann = new Person(world, program.ready);
  await ann.register("Ann");
});
/** It runs: the last test may have ended it. */
beforeEach(async () => {
  if (hasEnded(program)) await startAgain();
});

const messagesUsed = async () =>
  (await world.query<{ used: number }>("select messages_used as used from tenants"))[0]!.used;

async function startAgain(): Promise<void> {
  program = await world.start("standalone");
  ann.url = program.ready;
}
afterAll(() => world[Symbol.asyncDispose]());

describe("the program", () => {
  test("answers a bot's users a moment after its token was put in", async () => {
    const telegram = world.telegram.addBot({ username: "shop_bot" });
    const bot = await ann.connect(telegram.token, { systemPrompt: "You sell tea." });
    await ann.call("POST", `/api/v1/bots/${bot.id}/commands`, {
      name: "price",
      responseType: "text",
      textResponse: "Tea is 5, {first_name}.",
    });

    const user = world.telegram.user({ firstName: "Bob" });
    user.says(telegram, "/price");
    await telegram.waitForMessage("Tea is 5, Bob.");
    user.says(telegram, "do you have coffee?");
    await telegram.waitForMessage("echo: do you have coffee?");

    expect(world.openai.requests.at(-1)?.messages[0]).toEqual({ role: "system", content: "You sell tea." });
    const { body: list } = await ann.call<{ items: Conversation[] }>("GET", `/api/v1/bots/${bot.id}/conversations`);
    const conversation = list.items[0]!;
    await vi.waitFor(async () => {
      const { body } = await ann.call<{ items: Message[] }>("GET", `/api/v1/conversations/${conversation.id}/messages`);
      expect(body.items.map(({ content, status }) => [content, status])).toEqual([
        ["echo: do you have coffee?", "sent"],
        ["do you have coffee?", "received"],
        ["Tea is 5, Bob.", "sent"],
        ["/price", "received"],
      ]);
    }, patienceMs);
  });

  test("loses, doubles and misorders nothing when it is killed again and again under load", async () => {
    const auditor = new Auditor(byTag());
    world.telegram.observe(auditor);
    // Slow handlers: what is in flight is what a kill could lose.
    world.openai.reply(async ({ messages }) => {
      await sleep(100 + Math.random() * 200);
      return `echo: ${messages.at(-1)?.content}`;
    });
    const bots = Array.from({ length: 3 }, () => world.telegram.addBot());
    for (const { token } of bots) await ann.connect(token);
    const chats = bots.flatMap((bot) => Array.from({ length: 10 }, () => ({ bot, user: world.telegram.user() })));

    const usedBefore = await messagesUsed();
    let count = 0;
    for (let kill = 0; kill < 3; kill++) {
      const until = performance.now() + 1_500 + Math.random() * 500;
      while (performance.now() < until) {
        const { bot, user } = chats[count % chats.length]!;
        user.says(bot, `#${++count}`);
        await sleep(8);
      }
      await stop(program, "SIGKILL");
      await startAgain();
    }

    // A send that a kill caught between its journal row and Telegram's answer is looked for.
    const pending = "select count(*)::int as count from inbox where done_at is null";
    await until(() => bots.every((bot) => bot.pending === 0), { what: "everything is taken from Telegram" });
    await until(async () => (await world.query<{ count: number }>(pending))[0]!.count === 0, {
      what: "everything is handled",
      // Some twenty answers in each chat, one after the other.
      timeoutMs: 60_000,
      everyMs: 200,
    });
    expect(await world.query("select inbox_seq from messages where status = 'unknown'")).toEqual([]);
    const { lost, doubled, misordered, unexpected } = auditor.report();
    expect({ lost, doubled, misordered, unexpected }).toEqual({
      lost: [],
      doubled: [],
      misordered: [],
      unexpected: [],
    });
    expect((await messagesUsed()) - usedBefore).toBe(count);
  });

  test("ends with code 0 on SIGTERM, having answered what it was handling", async () => {
    const bot = world.telegram.addBot();
    await ann.connect(bot.token);
    world.openai.fail({ kind: "slow", ms: 1_000 });
    const asked = world.openai.requests.length;
    world.telegram.user().says(bot, "think");
    await until(() => world.openai.requests.length > asked, { what: "the model is asked" });

    expect(await stop(program)).toBe(0);
    expect(bot.sent.map(({ method }) => method)).toContain("sendMessage");
    expect(world.telegram.heldPolls).toBe(0);
  });
});
