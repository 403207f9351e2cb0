import { describe, expect, test } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { openTelegram } from "../channels/telegram/telegram.ts";
import { type Served, serve } from "../testing/served.ts";

describe("an update that is handled again after a kill -9", () => {
  test("sends nothing again that was sent, sends what did not arrive, and does not ask the model twice", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot();
    served.openai.reply(`${"first ".repeat(600)}\n\n${"second ".repeat(500)}`);
    served.telegram.inject({ kind: "delay", ms: 1, when: "before" }, { method: "sendMessage", times: 1 });
    using hang = served.telegram.inject({ kind: "hang", when: "before" }, { method: "sendMessage", times: 1 });
    {
      await using runtime = await served.startProcess();
      served.telegram.user().says(bot.sim, "Tell me much");
      await served.until(() => hang.hits === 1);
      await runtime.kill();
    }
    expect(await served.messages(bot)).toMatchObject([
      { step: 0, status: "received" },
      { step: 1_000, status: "sent", telegramMessageId: 2 },
      { step: 1_001, status: "sending" },
    ]);

    await served.start();
    await served.settled(bot);
    const [, first, second] = await served.messages(bot);
    expect(first).toMatchObject({ step: 1_000, status: "sent", telegramMessageId: 2 });
    expect(second).toMatchObject({ step: 1_001, status: "sent", telegramMessageId: 3, error: null });
    expect(bot.sim.calls("sendMessage")).toHaveLength(2);
    expect(served.openai.requests).toHaveLength(1);
    expect(await served.messagesUsed(bot.tenantId)).toBe(1);
  });

  test("is done once, whether or not its finish was committed", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    {
      await using runtime = await served.startProcess();
      // Only the finish counts the message, and so waits for this.
      await using _held = await served.hold(`select from tenants where id = '${bot.tenantId}' for no key update`);
      served.telegram.user().says(bot.sim, "/hi");
      await bot.sim.waitForMessage("Hi");
      await served.blocked();
      await runtime.kill();
    }
    await served.start();
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
    expect(await served.messagesUsed(bot.tenantId)).toBe(1);
    expect(await served.sql("select messages_count from conversations")).toEqual([{ messages_count: 2 }]);
  });

  test("is answered once, in order, however often and whenever the process dies", async () => {
    await using served = await serve({ start: false });
    served.openai.reply(async ({ messages }) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      return `echo: ${messages.at(-1)?.content}`;
    });
    const bots = await Promise.all([served.addBot(), served.addBot()]);
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const people = bots.flatMap(({ sim }) => Array.from({ length: 10 }, () => ({ sim, user: served.telegram.user() })));
    let tag = 0;
    const write = () => {
      for (const { sim, user } of people) user.says(sim, `#${++tag}`);
    };

    for (let life = 0; life < 3; life++) {
      await using runtime = await served.startProcess();
      const before = auditor.report().answered;
      for (let burst = 0; burst < 3; burst++) write();
      await served.until(() => auditor.report().answered >= before + 15);
      // On their way to Telegram at the kill: one that arrives, one that does not, and one that arrives late.
      const cut = (["after", "before"] as const).map((when) =>
        served.telegram.inject({ kind: "hang", when }, { method: "sendMessage", times: 1 }),
      );
      const late = { kind: "delay", ms: 500, when: "before" } as const;
      cut.push(served.telegram.inject(late, { method: "sendMessage", times: 1 }));
      await served.until(() => cut.every(({ hits }) => hits === 1));
      await runtime.kill();
    }
    await served.start();
    // Bot by bot, what was cut off is looked for.
    await served.until(() => auditor.missing === 0, 2 * patienceMs);
    await served.settled(...bots);

    expect(auditor.report()).toMatchObject({
      expected: tag,
      answered: tag,
      lost: [],
      doubled: [],
      misordered: [],
      unexpected: [],
    });
    expect(await served.sql("select status, count(*)::int from messages group by 1 order by 1")).toEqual([
      { status: "received", count: tag },
      { status: "sent", count: tag },
    ]);
    for (const bot of bots) {
      expect(await served.messagesUsed(bot.tenantId)).toBe(tag / 2);
      expect(await served.deadLetters(bot)).toEqual([]);
    }
    // Only answers that the model was still giving at a kill were asked for again.
    expect(served.openai.requests.length).toBeLessThanOrEqual(tag + 3 * people.length);
  });
});

describe("a runtime that is stopped in the middle of handling", () => {
  test("ends what runs, leaves the rest in the inbox, and goes on from there", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const thinking = Promise.withResolvers<void>();
    served.openai.reply(async ({ messages }) => {
      await thinking.promise;
      return `echo: ${messages.at(-1)?.content}`;
    });
    const people = Array.from({ length: 5 }, () => served.telegram.user());
    let tag = 0;
    for (let n = 0; n < 4; n++) for (const person of people) person.says(bot.sim, `#${++tag}`);
    await served.until(() => served.openai.requests.length === people.length);

    const stopped = served.stop();
    thinking.resolve();
    await stopped;
    expect(auditor.report().answered).toBe(people.length);
    expect(await served.pending(bot)).toBe(tag - people.length);
    expect(await served.report(bot)).toBeUndefined();

    await served.start();
    await served.settled(bot);
    expect(auditor.report()).toMatchObject({ expected: tag, answered: tag, lost: [], doubled: [], misordered: [] });
    expect(served.openai.requests).toHaveLength(tag);
    expect(await served.messagesUsed(bot.tenantId)).toBe(tag);
  });

  test("leaves what has not left to the next, and makes nothing else again, when Telegram takes longer than it may", async () => {
    await using served = await serve({ openChannels: (deps) => [openTelegram(deps, { maxConnections: 8 })] });
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const sends = { method: "sendMessage" };
    using slow = served.telegram.inject({ kind: "delay", ms: 60_000, when: "after" }, { ...sends, times: connections });
    const people = Array.from({ length: connections + inLine }, () => served.telegram.user());
    for (const person of people) person.says(bot.sim, "/hi");
    const written = () => bot.sim.calls("sendMessage").length;
    await served.until(async () => (await statuses(served)).sending === people.length && slow.hits === connections);
    expect(written()).toBe(connections);

    await served.stop();
    expect(written()).toBe(connections);
    expect(await statuses(served)).toEqual({ failed: inLine, sending: connections });
    expect(await served.sql("select distinct error from messages where status = 'failed'")).toEqual([
      { error: "The handling was cut off before this was sent" },
    ]);

    await served.start();
    await served.settled(bot);
    const { sent = 0, unknown = 0, ...others } = await statuses(served);
    // Those that had left are looked for: found they are sent, and too many at once stay unknown.
    expect([sent + unknown, unknown <= connections, others]).toEqual([people.length, true, {}]);
    for (const person of people) expect(person.chat(bot.sim).messages.map(({ text }) => text)).toEqual(["/hi", "Hi"]);
  });
});

/** Those of 8 that one bot may take. */
const connections = 6;
const inLine = 20;

/** How many answers there are in each state. */
async function statuses(served: Served): Promise<Record<string, number>> {
  const rows = await served.sql<{ status: string; count: number }>(
    "select status, count(*)::int from messages where direction = 'outbound' group by 1",
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
