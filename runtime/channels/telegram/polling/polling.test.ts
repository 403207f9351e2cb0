import { describe, expect, test } from "vitest";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import type { Fault } from "#shared/testing/telegram/faults.ts";
import { serve } from "../../../testing/served.ts";
import { sharedRuntime } from "../../../testing/shared-runtime.ts";

const visit = sharedRuntime();

describe.concurrent("a bot's polling", () => {
  test("shows that another program polls with the token, and goes on when that has ended", async () => {
    const served = visit();
    const bot = await served.addBot();
    const other = await served.addBot();
    const foreign = new AbortController();
    const poll = fetch(`${served.telegram.url}/bot${bot.sim.token}/getUpdates?timeout=30`, { signal: foreign.signal });
    poll.catch(() => {});
    expect((await served.state(bot, "conflict")).lastError).toMatchObject({ code: "telegram_conflict" });
    await served.trouble(bot, "telegram_conflict");
    foreign.abort();
    served.telegram.user().says(bot.sim, "Hello");
    await bot.sim.waitForMessage("echo: Hello");
    await served.state(bot, "running");
    expect(other.sim.polls.conflicts).toBe(0);
  });

  test("shows a webhook that was set behind its back, and goes on when it is gone", async () => {
    const served = visit();
    const bot = await served.addBot();
    bot.sim.setWebhook("https://example.com/hook");
    expect((await served.state(bot, "conflict")).lastError).toMatchObject({ code: "webhook_set" });
    served.telegram.user().says(bot.sim, "Hello");
    bot.sim.setWebhook("");
    await bot.sim.waitForMessage("echo: Hello");
    await served.state(bot, "running");
  });

  test("asks no more for a while when the token is revoked, and begins at once with a new one", async () => {
    const served = visit();
    const bot = await served.addBot();
    const other = await served.addBot();
    const token = bot.sim.revokeToken();
    const { total } = bot.sim.polls;
    served.telegram.user().says(bot.sim, "Hello");
    served.telegram.user().says(other.sim, "Hello");
    await other.sim.waitForMessage("echo: Hello");
    expect(bot.sim.polls.total).toBe(total);
    // Once is not enough to say that it was revoked.
    await served.state(bot, "running");

    await served.edit(bot, { token });
    await bot.sim.waitForMessage("echo: Hello");
    await served.state(bot, "running");
    expect(served.logged.join("")).not.toContain(token.slice(-20));
  });

  test("waits as long as Telegram asks", async () => {
    const served = visit();
    const bot = await served.addBot();
    using limit = served.telegram.inject(
      { kind: "status", status: 429, retryAfterS: 1 },
      { method: "getUpdates", times: 1 },
    );
    const since = Date.now();
    served.telegram.cutPolls();
    await served.until(() => limit.hits === 1);
    served.telegram.user().says(bot.sim, "Hello");
    await served.trouble(bot, "telegram_limited");
    await bot.sim.waitForMessage("echo: Hello");
    expect(bot.sim.polls.longestGapSince(since)).toBeGreaterThan(950);
  });

  test.each<[string, Fault]>([
    ["5xx", { kind: "status", status: 500 }],
    ["a proxy's page", { kind: "status", status: 502, html: true }],
    ["resets before", { kind: "reset", when: "before" }],
    ["resets after", { kind: "reset", when: "after" }],
    ["empty bodies", { kind: "empty" }],
    ["half answers", { kind: "truncated" }],
    ["no JSON", { kind: "garbage" }],
  ])("loses and doubles nothing over %s", async (_, fault) => {
    const served = visit();
    const bot = await served.addBot();
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const people = Array.from({ length: 3 }, () => served.telegram.user());
    let tag = 0;
    const write = () => {
      for (const person of people) person.says(bot.sim, `#${++tag}`);
    };
    write();
    served.telegram.inject(fault, { method: "getUpdates", times: 2 });
    write();
    await served.state(bot, "unreachable");
    write();
    await served.until(() => auditor.missing === 0);
    expect(auditor.report()).toMatchObject({ answered: tag, doubled: [], misordered: [] });
    await served.state(bot, "running");
  });

  test("comes back by itself after an outage, and after its held polls were cut", async () => {
    await using served = await serve();
    const bots = await Promise.all([served.addBot(), served.addBot()]);
    served.telegram.cutPolls();
    for (const bot of bots) {
      served.telegram.user().says(bot.sim, "after the cut");
      await bot.sim.waitForMessage("echo: after the cut");
    }
    await served.telegram.refuse();
    await Promise.all(bots.map((bot) => served.state(bot, "unreachable")));
    for (const bot of bots) served.telegram.user().says(bot.sim, "in the outage");
    await served.telegram.accept();
    for (const bot of bots) await bot.sim.waitForMessage("echo: in the outage");
  });
});
