import { describe, expect, test } from "vitest";
import { serve } from "../../testing/served.ts";

describe("a bot's commands", () => {
  test("say hello", async () => {
    await using served = await serve();
    const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi {first_name}" }] });
    const anna = served.telegram.user({ firstName: "Anna" });
    anna.says(bot.sim, "/hi");
    await bot.sim.waitForMessage("Hi Anna");
    anna.says(bot.sim, "Hello");
    await bot.sim.waitForMessage("echo: Hello");
    await served.settled(bot);
    expect(await served.messages(bot)).toMatchObject([{}, {}, {}, {}]);
  });
});
