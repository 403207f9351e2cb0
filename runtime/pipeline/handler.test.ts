import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { BotGone } from "../committer/bot-gone.ts";
import { serve } from "../testing/served.ts";
import { createHandler } from "./handler.ts";

/** Long enough for a program that would begin again too early to have done so: it is to wait for a second at least. */
const temptationMs = 1_500;

/** Makes the database refuse answers that contain "poison". */
const refusal = `
  create function refuse() returns trigger language plpgsql as $$ begin
    if new.content like '%poison%' and new.direction = 'outbound' then raise exception 'poison'; end if;
    return new;
  end $$;
  create trigger refuse before insert on messages for each row execute function refuse()`;

describe.concurrent("an update whose handling fails", () => {
  test("is tried three times, then put aside, while others go on", async () => {
    await using served = await serve();
    await served.sql(refusal);
    const bot = await served.addBot();
    const anna = served.telegram.user();
    const boris = served.telegram.user();
    anna.says(bot.sim, "poison");
    await served.until(() => served.openai.requests.length > 0);
    anna.says(bot.sim, "after it");
    boris.says(bot.sim, "beside it");
    await bot.sim.waitForMessage("echo: beside it");
    await bot.sim.waitForMessage("echo: after it");
    expect(await served.deadLetters(bot)).toMatchObject([{ attempts: 3, error: expect.stringContaining("poison") }]);
    await served.settled(bot);
    await served.trouble(bot, "update_dead");
    // The answer was there from the first attempt on.
    expect(served.openai.requests).toHaveLength(3);
  });

  test("is put aside when it cannot be finished", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [{ name: "harm", textResponse: "poison" }] });
    const anna = served.telegram.user();
    anna.says(bot.sim, "before it");
    await bot.sim.waitForMessage("echo: before it");
    await served.settled(bot);
    await served.sql(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.last_message like '%poison%' then raise exception 'poison'; end if;
        return new;
      end $$;
      create trigger refuse before update on conversations for each row execute function refuse()`);
    anna.says(bot.sim, "/harm");
    await bot.sim.waitForMessage("poison");
    anna.says(bot.sim, "after it");
    await bot.sim.waitForMessage("echo: after it");
    await served.settled(bot);
    expect(await served.deadLetters(bot)).toMatchObject([{ error: expect.stringContaining("poison") }]);
    expect(bot.sim.calls("sendMessage")).toHaveLength(3);
  });

  test("loses no conversation that was deleted in the meantime", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.says(bot.sim, "one");
    await bot.sim.waitForMessage("echo: one");
    await served.settled(bot);
    await served.sql("delete from conversations");
    await served.sql("delete from messages");
    anna.says(bot.sim, "two");
    await bot.sim.waitForMessage("echo: two");
    await served.settled(bot);
    expect(await served.messages(bot)).toMatchObject([{ content: "two" }, { content: "echo: two" }]);
    expect(await served.deadLetters(bot)).toEqual([]);
  });
});

describe.concurrent("a handler that hangs", () => {
  test("is cut off, tried again, and given up, and holds back nobody else", async () => {
    await using served = await serve({ config: { HANDLER_TIMEOUT_MS: "1500", AI_TIMEOUT_MS: "60000" } });
    const bot = await served.addBot();
    const forever = new Promise<never>(() => {});
    served.openai.reply(({ messages }) => (messages.at(-1)?.content === "hang" ? forever : "an answer"));
    const anna = served.telegram.user();
    anna.says(bot.sim, "hang");
    anna.says(bot.sim, "after it");
    served.telegram.user().says(bot.sim, "beside it");
    await bot.sim.waitForMessage("an answer");
    await bot.sim.waitForMessage("an answer");
    await served.settled(bot);
    expect(await served.deadLetters(bot)).toMatchObject([{ attempts: 3, error: expect.stringContaining("1500 ms") }]);
    // The requests it had open were given up.
    await served.until(() => served.openai.abandoned === 3);
  });

  test("that was cut off while its send was journalled is sent when it is handled again", async () => {
    await using served = await serve({ config: { HANDLER_TIMEOUT_MS: "1000" } });
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/hi");
    await bot.sim.waitForMessage("Hi");
    await served.settled(bot);
    {
      await using _held = await served.holdAnswers();
      anna.says(bot.sim, "/hi");
      await served.until(() => served.logged.some((line) => line.includes("could not be handled")));
      await sleep(temptationMs);
    }
    await bot.sim.waitForMessage("Hi");
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage")).toHaveLength(2);
    expect((await served.messages(bot)).map(({ status }) => status)).toEqual(["received", "sent", "received", "sent"]);
  });

  test("still hears what became of a send that had left", async () => {
    await using served = await serve({ config: { HANDLER_TIMEOUT_MS: "500" } });
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    served.telegram.inject({ kind: "delay", ms: 1_000, when: "after" }, { method: "sendMessage", times: 1 });
    served.telegram.user().says(bot.sim, "/hi");
    await served.settled(bot);
    expect(served.logged.some((line) => line.includes("could not be handled"))).toBe(true);
    expect(await served.messages(bot)).toMatchObject([
      { status: "received" },
      { status: "sent", telegramMessageId: 2 },
    ]);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
  });
});

describe("the journal of an earlier handling", () => {
  test("is read when everything that was written before is committed", async () => {
    const events: string[] = [];
    const { handle } = createHandler({
      changed: async () => {},
      committer: {
        async commit() {
          await new Promise(setImmediate);
          events.push("committed");
          return [];
        },
      },
      async journalOf() {
        events.push("read");
        return new Map();
      },
      configs: { of: () => Promise.reject(new BotGone()) },
      usage: { release: () => {} },
    } as never);
    const tenure = { shard: 0, epoch: 1 };
    const job = { seq: 1, again: true } as never;
    expect(await handle({ id: "a", tenure } as never, job, "chat:1")).toEqual({ type: "dropped" });
    expect(events).toEqual(["committed", "read"]);
  });
});

describe("updates that are handled faster than the database takes it", () => {
  test("keep their places once a thousand ends are not committed, until one is, or they are cut off", async () => {
    const commits: PromiseWithResolvers<[]>[] = [];
    const { handle, cutOff } = createHandler({
      changed: () => null,
      committer: {
        commit() {
          const commit = Promise.withResolvers<[]>();
          commits.push(commit);
          return commit.promise;
        },
      },
      configs: { of: async () => ({}) },
      channels: { of: () => ({ isTrial: false, calls: () => async () => ({}) }) },
      pipeline: (_: unknown, next: () => Promise<void>) => next(),
      usage: { release: () => {} },
      timeoutMs: 60_000,
    } as never);
    let handled = 0;
    const handleOne = async (id: string) => {
      const job = { seq: ++handled, update: {} };
      return await handle({ id, tenure: { shard: 0, epoch: 1 } } as never, job as never, "chat:1");
    };
    for (let n = 0; n < 999; n++) expect(await handleOne("a")).toMatchObject({ type: "done" });
    const waiting = new Map(["a", "b"].map((id) => [id, handleOne(id)]));
    await expect.poll(() => commits).toHaveLength(1_001);
    const first = Promise.race(waiting.entries().map(async ([id, outcome]) => [id, (await outcome).type]));
    cutOff("b");
    expect(await first).toEqual(["b", "done"]);
    for (const commit of commits.slice(0, 2)) commit.resolve([]);
    expect(await waiting.get("a")).toMatchObject({ type: "done" });
    cutOff();
  });
});
