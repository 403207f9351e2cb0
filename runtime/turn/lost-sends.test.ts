import { describe, expect, test } from "vitest";
import type { Fault } from "#shared/testing/telegram/faults.ts";
import { serve } from "../testing/served.ts";
import type { MessageRow } from "../testing/tested-bot.ts";

const arrives: Fault = { kind: "hang", when: "after" };
const neverArrives: Fault = { kind: "hang", when: "before" };
const arrivesLate: Fault = { kind: "delay", ms: 3_000, when: "before" };

const commands = [{ name: "hi", textResponse: "Hi" }];
const outcome = ({ status, telegramMessageId }: MessageRow) => [status, telegramMessageId];

describe("a send that a kill -9 has cut off", () => {
  test("is found or sent once more, whatever else is written to the bot, and unknown only where nobody can tell", async () => {
    // Longer than what is late may be, however fast the next runtime is there.
    await using served = await serve({ start: false, config: { TELEGRAM_ARRIVAL_MS: "4000" } });
    const { telegram } = served;
    const hits: { readonly hits: number }[] = [];
    /** A bot that was asked for something when the runtime is killed. */
    const cutOff = async (fault: Fault, { where = "private", before = 0 } = {}) => {
      const bot = await served.addBot({ commands });
      const { sim } = bot;
      const user = telegram.user();
      const room = where === "private" ? sim : telegram.group({ bots: [sim] });
      hits.push(telegram.inject(fault, { method: "sendMessage", botId: sim.id, times: 1 }));
      const asks = () => user.says(room, "/hi");
      const begin = () => {
        asks();
        sim.messageIds.skip(before);
      };
      const answers = async () => (await served.messages(bot)).filter(({ step }) => step > 0).map(outcome);
      return { bot, sim, asks, begin, answers };
    };
    const arrived = await cutOff(arrives);
    const missing = await cutOff(neverArrives);
    const late = await cutOff(arrivesLate);
    const amidOthers = await cutOff(arrives, { before: 40 });
    const farOff = await cutOff(arrives, { before: 100 });
    const unheard = await cutOff(neverArrives);
    const inGroup = await cutOff(arrives, { where: "supergroup" });
    const missingInGroup = await cutOff(neverArrives, { where: "supergroup" });
    const all = [arrived, missing, late, amidOthers, farOff, unheard, inGroup, missingInGroup];
    {
      await using runtime = await served.startProcess();
      for (const { begin } of all) begin();
      await served.until(() => hits.every(({ hits }) => hits === 1));
      await runtime.kill();
    }
    // While nobody listens: somebody else, whose id ends the search, and the same person, whose is not the answer's.
    telegram.user().says(farOff.sim, "/hi");
    unheard.asks();
    await served.start();
    await served.settled(...all.map(({ bot }) => bot));

    expect(await arrived.answers()).toEqual([["sent", 2]]);
    expect(await missing.answers()).toEqual([["sent", 2]]);
    expect(await late.answers()).toEqual([["sent", 2]]);
    expect(await amidOthers.answers()).toEqual([["sent", 42]]);
    expect((await farOff.answers()).toSorted()).toEqual([
      ["sent", 104],
      ["unknown", null],
    ]);
    expect(await unheard.answers()).toEqual([
      ["sent", 3],
      ["sent", 4],
    ]);
    expect(await inGroup.answers()).toEqual([["sent", 2]]);
    expect(await missingInGroup.answers()).toEqual([["sent", 2]]);
    for (const { sim, answers } of all) expect(sim.calls("sendMessage")).toHaveLength((await answers()).length);
  });

  test("stays unknown where the server does not tell, which is asked no more", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot({ commands });
    const people = Array.from({ length: 3 }, () => served.telegram.user());
    served.telegram.inject(
      { kind: "status", status: 404, description: "Not Found: method not found" },
      { method: "stopPoll" },
    );
    using hang = served.telegram.inject(neverArrives, { method: "sendMessage", times: people.length });
    {
      await using runtime = await served.startProcess();
      for (const person of people) person.says(bot.sim, "/hi");
      await served.until(() => hang.hits === people.length);
      await runtime.kill();
    }
    await served.start();
    await served.settled(bot);
    expect((await served.messages(bot)).filter(({ step }) => step > 0).map(outcome)).toEqual(
      people.map(() => ["unknown", null]),
    );
    expect(served.logged.filter((line) => line.includes("does not tell whether a message is there"))).toHaveLength(1);
  });
});
