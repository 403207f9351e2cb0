import { describe, expect, test } from "vitest";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { serve } from "../testing/served.ts";
import { chatLane } from "./lane.ts";

describe("a bot of which many chats wait in the inbox", () => {
  test("answers each in its order and once, with what comes meanwhile, also by the model", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const auditor = new Auditor(byTag());
    served.telegram.observe(auditor);
    const people = Array.from({ length: 100 }, () => served.telegram.user());
    let tag = 0;
    const rows = people.flatMap((person, n) => {
      const chat = person.chat(bot.sim).info;
      return Array.from({ length: 1 + (n % 3) }, () => {
        const update_id = ++tag;
        const message = { message_id: 1, date: 1, chat, from: person.info, text: `#${tag}` };
        auditor.queued(bot.sim, { update_id, message } as never);
        return { update_id, lane: chatLane(chat.id), payload: { update_id, message } };
      });
    });
    await served.sql(
      `insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload)
       select b.shard, b.id, b.tenant_id, r.update_id, r.lane, 'telegram', r.payload
       from bots b, json_to_recordset($2) as r(update_id bigint, lane text, payload json) where b.id = $1`,
      [bot.id, JSON.stringify(rows)],
    );
    await served.start();
    for (const person of people) person.says(bot.sim, `#${++tag}`);
    await served.until(() => auditor.missing === 0, 120_000);
    await served.settled(bot);
    expect(auditor.report()).toMatchObject({ answered: tag, lost: [], doubled: [], misordered: [], unexpected: [] });
  });

  test("leaves at Telegram what is more than it can have at hand, until it gets there", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const other = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
    let answered = 0;
    served.telegram.observe({ sent: () => void answered++ });
    const count = 2_700;
    {
      // Nobody is answered for now.
      using _ = served.telegram.inject({ kind: "status", status: 429, retryAfterS: 3 }, { method: "sendMessage" });
      for (let n = 0; n < count; n++) served.telegram.user().says(bot.sim, "/hi");
      const atRest = async () => (await served.pending(bot)) >= 2_000 && bot.sim.polls.held === 0;
      await served.until(atRest, 60_000);
      // It stays so while another bot takes in what comes, one after the other.
      for (let n = 1; n <= 20; n++) {
        served.telegram.user().says(other.sim, "/hi");
        await served.until(async () => (await served.pending(other)) === n);
      }
      expect(await served.pending(bot)).toBeLessThan(2_300);
      expect(bot.sim.pending).toBeGreaterThan(400);
    }
    await served.until(async () => bot.sim.pending === 0 && (await served.pending(bot)) === 0, 120_000);
    await served.settled(bot, other);
    expect(answered).toBe(count + 20);
  });
});
