import { describe, expect, test } from "vitest";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { serve } from "../testing/served.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("the lanes of bots under load", () => {
  test("are each answered in order, beside one another, with nothing lost or doubled", async () => {
    await using served = await serve();
    let atOnce = 0;
    let most = 0;
    served.openai.reply(async ({ messages }) => {
      most = Math.max(most, ++atOnce);
      await pause(Math.random() * 20);
      atOnce--;
      return `echo: ${messages.at(-1)?.content}`;
    });
    const bots = await Promise.all(Array.from({ length: 3 }, () => served.addBot()));
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const people = bots.flatMap(({ sim }) => Array.from({ length: 8 }, () => ({ sim, user: served.telegram.user() })));
    let tag = 0;
    for (let n = 0; n < 8; n++) {
      for (const { sim, user } of people) user.says(sim, `#${++tag}`);
      await pause(5);
    }
    await served.settled(...bots);
    expect(auditor.report()).toEqual({
      expected: tag,
      answered: tag,
      lost: [],
      doubled: [],
      misordered: [],
      unexpected: [],
    });
    expect(most).toBeGreaterThan(5);
    for (const bot of bots) expect(await served.messagesUsed(bot.tenantId)).toBe(tag / bots.length);
  });

  test("hold what is more than 50 updates in the inbox, and get there", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const opened = Promise.withResolvers<void>();
    served.openai.reply(async ({ messages }) => {
      await opened.promise;
      return `echo: ${messages.at(-1)?.content}`;
    });
    const anna = served.telegram.user();
    for (let tag = 1; tag <= 75; tag++) anna.says(bot.sim, `#${tag}`);
    await served.until(async () => (await served.pending(bot)) === 75);
    opened.resolve();
    await served.until(() => auditor.missing < 20);
    // More that comes while it is catching up is not mixed in before its time.
    for (let tag = 76; tag <= 80; tag++) anna.says(bot.sim, `#${tag}`);
    await served.until(() => auditor.missing === 0, 20_000);
    await served.settled(bot);
    expect(auditor.report()).toMatchObject({ answered: 80, doubled: [], misordered: [] });
    expect(await served.messagesUsed(bot.tenantId)).toBe(80);
  });

  test("are slowed down when somebody floods, and nobody else waits for it", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const flooder = served.telegram.user();
    for (let n = 0; n < 150; n++) flooder.says(bot.sim, "/hi");
    await bot.sim.waitForMessage("Hi");
    const anna = served.telegram.user();
    anna.says(bot.sim, "Hello");
    await bot.sim.waitForMessage("echo: Hello");
    expect(bot.sim.calls("sendMessage").length).toBeLessThan(80);
  });
});

describe("a flood of one bot", () => {
  test("does not delay another bot", async () => {
    await using served = await serve();
    const calmed = Promise.withResolvers<void>();
    let asked = 0;
    served.openai.reply(async () => {
      if (++asked > 1) await calmed.promise;
      return "an answer";
    });
    const flooded = await served.addBot();
    const calm = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    for (let n = 0; n < 300; n++) served.telegram.user().says(flooded.sim, "Hello");
    await flooded.sim.waitForMessage("an answer");
    served.telegram.user().says(calm.sim, "/hi");
    await calm.sim.waitForMessage("Hi");
    calmed.resolve();
    await served.settled(flooded);
    expect(flooded.sim.calls("sendMessage")).toHaveLength(300);
  });
});
