import { describe, expect, test } from "vitest";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { serve } from "../testing/served.ts";

describe("an update that is handled again after a kill -9", () => {
  test("is answered once, in order, however often and whenever the process dies", async () => {
    await using served = await serve({ start: false });
    served.openai.reply(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      return `echo: ${request.messages.at(-1)?.content}`;
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
      await served.until(() => auditor.report().answered >= before + 20);
      await runtime.kill();
    }
    await served.start();
    await served.settled(...bots);

    // What was on its way to Telegram at a kill is unknown: it may have arrived, and is not sent again.
    const { lost, ...report } = auditor.report();
    expect(report).toMatchObject({ expected: tag, doubled: [], misordered: [], unexpected: [] });
    const [unknown] = await served.sql<{ n: number }>("select count(*)::int as n from messages where status = 'unknown'");
    expect(lost.length).toBeLessThanOrEqual(unknown!.n);
    const [{ n: inbound }] = await served.sql<{ n: number }>(
      "select count(*)::int as n from messages where direction = 'inbound'",
    ) as [{ n: number }];
    expect(inbound).toBe(tag);
    for (const bot of bots) {
      expect(await served.messagesUsed(bot.tenantId)).toBe(tag / 2);
      expect(await served.deadLetters(bot)).toEqual([]);
    }
    // Each answer was paid for once, but for those that the model was still giving at a kill.
    expect(served.openai.requests.length).toBeLessThanOrEqual(tag + 3 * people.length);
  });
});
