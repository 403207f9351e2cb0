import { describe, expect, test } from "vitest";
import { Auditor, byTag } from "#shared/testing/telegram/auditor.ts";
import { sharedRuntime } from "./shared-runtime.ts";

const visit = sharedRuntime();

describe("two tests that visit one runtime", () => {
  test("have each its own rows, questions to the model, observers and faults", async () => {
    const [one, other] = [visit(), visit()];
    const [bot, others] = [await one.addBot({ fallbackMessage: "Later" }), await other.addBot()];
    const auditor = new Auditor(byTag());
    one.telegram.observe(auditor);
    one.openai.reply("An answer to #1");
    other.openai.fail({ kind: "status", status: 401 }, 1);
    using delay = one.telegram.inject({ kind: "delay", ms: 1, when: "before" }, { method: "sendMessage" });
    other.telegram.user().says(others.sim, "#2");
    one.telegram.user().says(bot.sim, "#1");
    await bot.sim.waitForMessage("An answer to #1");
    await one.settled(bot);
    await other.settled(others);

    expect([one.openai.requests.length, other.openai.requests.length]).toEqual([1, 1]);
    expect(auditor.report()).toMatchObject({ expected: 1, answered: 1, unexpected: [] });
    expect(delay.hits).toBe(1);
    expect(await one.sql("select bot_id from conversations")).toEqual([{ bot_id: bot.id }]);
    expect(await other.sql("select bot_id from conversations")).toEqual([{ bot_id: others.id }]);
    expect(await one.sql("select id from bots")).toEqual([{ id: bot.id }]);
    await one.sql("delete from messages");
    expect(await one.messages(bot)).toEqual([]);
    expect(await other.messages(others)).not.toEqual([]);
    await one.polling(bot);
    await other.polling(others);
    expect(one.telegram.cutPolls()).toBe(1);
  });
});
