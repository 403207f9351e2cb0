import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { postUpdate } from "#shared/inbox/post-update.ts";
import { serve } from "../testing/served.ts";
import type { ServedBots } from "../testing/served-bots.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

type User = ReturnType<ServedBots["telegram"]["user"]>;
type Query = (sql: string, values: unknown[]) => Promise<unknown>;

/** Puts into the inbox what `user` might have written, without waking anybody. */
function post(query: Query, { id: botId }: TestedBot, { id, info }: User, text: string): Promise<void> {
  const chat = { id, type: "private", first_name: info.first_name };
  const message = { message_id: 1_000, date: 1, chat, from: info, text };
  return postUpdate(query, { botId, channel: "system", lane: `chat:${id}`, update: { message } });
}

const asSystem =
  (served: ServedBots): Query =>
  (sql, values) =>
    served.sql(sql, values);

const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => params.text);

/** Makes the model answer `text` once it is told to. */
function thinking(served: ServedBots, text: string) {
  const thought = Promise.withResolvers<void>();
  served.openai.reply(async ({ messages }) => {
    const question = messages.at(-1)?.content;
    if (question === text) await thought.promise;
    return `echo: ${question}`;
  });
  return thought;
}

const numbered = ["one", "two", "three", "four"].map((name) => ({ name, textResponse: `Said ${name}` }));

/** Telegram takes its time for the next answer: meanwhile its chat is being handled. */
const slowAnswer = ({ telegram }: ServedBots) =>
  telegram.inject({ kind: "delay", ms: 700, when: "after" }, { method: "sendMessage", times: 1 });

const visit = sharedRuntime();

describe("an update that Telegram did not bring", () => {
  test("is handled, whether its bot is named to the runtime or not", async () => {
    const served = visit();
    const bot = await served.addBot({
      commands: ["one", "two"].map((name) => ({ name, textResponse: `Done ${name}` })),
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/one");
    await bot.sim.waitForMessage("Done one");
    await served.settled(bot);

    await post(asSystem(served), bot, anna, "/one");
    await bot.sim.waitForMessage("Done one");
    await post(asSystem(served), bot, anna, "/two");
    served.coordination.wakeUps.publish("inbox", bot.id);
    await bot.sim.waitForMessage("Done two");
    await served.settled(bot);
    expect(await served.sql("select channel, update_id < 0 as own from inbox order by seq")).toEqual([
      { channel: "telegram", own: false },
      { channel: "system", own: true },
      { channel: "system", own: true },
    ]);
  });

  test("keeps its place among those of its chat, and is handled once however often it is looked at meanwhile", async () => {
    const served = visit();
    const bot = await served.addBot({ commands: numbered });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/one");
    await bot.sim.waitForMessage("Said one");
    using slow = slowAnswer(served);
    await post(asSystem(served), bot, anna, "/two");
    served.coordination.wakeUps.publish("inbox", bot.id);
    await served.until(() => slow.hits === 1);
    anna.says(bot.sim, "/three");
    await served.until(() => bot.sim.pending === 0);
    await post(asSystem(served), bot, anna, "/four");
    // Each names the bot: whoever looks finds both, one at work and one waiting.
    for (let looks = 0; looks < 20; looks++) {
      served.coordination.wakeUps.publish("inbox", bot.id);
      await served.sql("select 1");
    }
    await served.settled(bot);
    expect(said(bot)).toEqual(["Said one", "Said two", "Said three", "Said four"]);
  });

  test("is not passed over when it shows only after newer ones of its chat were handled", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: numbered });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/one");
    await served.settled(bot);
    using slow = slowAnswer(served);

    const late = new Client({ connectionString: served.databaseUrl });
    await late.connect();
    await late.query("begin");
    await post((sql, values) => late.query(sql, values), bot, anna, "/two");
    anna.says(bot.sim, "/three");
    await served.until(() => slow.hits === 1);
    await late.query("commit");
    await late.end();
    served.coordination.wakeUps.publish("inbox", bot.id);
    await served.settled(bot);
    expect(said(bot)).toEqual(["Said one", "Said three", "Said two"]);
  });

  test("waits while its bot is stopped, and for a runtime while there is none", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.says(bot.sim, "Hello");
    await served.settled(bot);
    await served.edit(bot, { isActive: false });
    await served.until(() => bot.sim.polls.held === 0);
    await post(asSystem(served), bot, anna, "while stopped");
    served.coordination.wakeUps.publish("inbox", bot.id);
    await served.stop();
    expect(await served.pending(bot)).toBe(1);

    await served.start();
    await served.edit(bot, { isActive: true });
    await bot.sim.waitForMessage("echo: while stopped");
    await served.settled(bot);
    expect(said(bot)).toEqual(["echo: Hello", "echo: while stopped"]);
  });

  test("is handled once also when its shard is lost and won again while it runs", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.says(bot.sim, "Hello");
    await served.settled(bot);
    const thought = thinking(served, "think");
    await post(asSystem(served), bot, anna, "think");
    await post(asSystem(served), bot, anna, "after it");
    served.coordination.wakeUps.publish("inbox", bot.id);
    await served.until(() => served.openai.requests.length === 2);
    await served.sql("update shards set epoch = epoch + 1");
    served.coordination.wakeUps.publish("shards", served.runtimeId);
    await served.until(() => served.logged.some((line) => line.includes("taken over")));
    await served.polling(bot);
    thought.resolve();
    await served.settled(bot);
    expect(said(bot)).toEqual(["echo: Hello", "echo: think", "echo: after it"]);
  });
});

describe("a bot without a token", () => {
  test("is served for its inbox alone; what it would send waits until it has one", async () => {
    const served = visit();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/hi");
    await served.settled(bot);
    const [token] = await served.sql<object>("select token_sealed, telegram_id, username from bots");
    const none = "token_sealed = null, telegram_id = null, username = null, revision = nextval('bot_revision')";
    await served.sql(`update bots set ${none}`);
    await served.until(() => bot.sim.polls.held === 0);

    await post(asSystem(served), bot, anna, "/hi");
    await served.until(async () => (await served.messages(bot)).at(-1)?.status === "failed");
    await served.addCommand(bot, { name: "more", textResponse: "More" });
    expect(said(bot)).toEqual(["Hi"]);
    expect(bot.sim.calls("setMyCommands")).toHaveLength(1);

    const fields = "token_sealed = $1, telegram_id = $2, username = $3, revision = nextval('bot_revision')";
    await served.sql(`update bots set ${fields}`, Object.values(token!));
    await served.polling(bot);
    await served.settled(bot);
    expect(said(bot)).toEqual(["Hi", "Hi"]);
  });
});

describe("a runtime whose inbox is empty", () => {
  test("looks into it about once a second, and writes nothing", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    await served.polling(bot);
    const [before] = await served.sql("select count(*) as n, max(seq) as seq from inbox");
    const looked = async () =>
      (
        await served.sql<{ n: number }>(
          "select sum(idx_scan + seq_scan)::int as n from pg_stat_user_tables where relname = 'inbox'",
        )
      )[0]!.n;
    const first = await looked();
    await served.until(async () => (await looked()) > first, 12_000);
    expect(await served.sql("select count(*) as n, max(seq) as seq from inbox")).toEqual([before]);
  });
});
