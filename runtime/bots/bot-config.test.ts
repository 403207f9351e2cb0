import { randomUUIDv7 } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { BotGone } from "../committer/bot-gone.ts";
import { serve } from "../testing/served.ts";
import { createBotConfigs } from "./bot-config.ts";
import type { ServedBot } from "./served-bot.ts";

describe("the configurations of bots", () => {
  test("are read together when they are asked for together, and one that is gone fails alone", async () => {
    await using served = await serve({ start: false });
    const { orm } = served.ground;
    const configs = createBotConfigs({ orm });
    const bots = await Promise.all([
      served.addBot({ welcomeMessage: "one", commands: [{ name: "a" }, { name: "b" }] }),
      served.addBot({ welcomeMessage: "two", commands: [{ name: "c" }] }),
      served.addBot({ welcomeMessage: "three" }),
    ]);
    const asked = vi.spyOn(orm.em, "fork");
    const of = (id: string) => configs.of({ id, revision: 1 } as ServedBot);
    const gone = of(randomUUIDv7());
    const read = Promise.all(bots.map(({ id }) => of(id)));
    await expect(gone).rejects.toThrow(BotGone);
    expect((await read).map(({ welcomeMessage, commands }) => [welcomeMessage, ...commands.keys()])).toEqual([
      ["one", "a", "b"],
      ["two", "c"],
      ["three"],
    ]);
    expect(asked).toHaveBeenCalledTimes(1);
    await of(bots[0]!.id);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
