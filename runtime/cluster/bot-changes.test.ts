import { describe, expect, test } from "vitest";
import type { Listing } from "../bots/bot-directory.ts";
import { BotChanges } from "./bot-changes.ts";

/** Changes of bots in the shards that are served here, where each is taken up at once. */
function following() {
  const served: number[] = [];
  const applied: string[] = [];
  const supervisor = { apply: async (botId: string) => void applied.push(botId), service: () => undefined };
  const changes = new BotChanges({
    directory: {
      byId: async (id: string) => ({ id, shard: 3, revision: 2 }) as Listing,
      changedSince: async () => [],
    } as never,
    shards: {
      get numbers() {
        return served;
      },
      get supervisors() {
        return served.map(() => supervisor);
      },
      supervisor: (shard: number) => (served.includes(shard) ? supervisor : undefined),
    } as never,
    onNamed() {},
  });
  return { changes, served, applied };
}

describe("a change of a bot", () => {
  test("is waited for until it is taken up", async () => {
    const { changes, served, applied } = following();
    served.push(3);
    changes.announce("a-bot");
    const pending = changes.pending("a-bot");
    expect(pending).not.toBeNull();
    await changes.follow({ compareAll: false });
    await pending;
    expect(applied).toEqual(["a-bot"]);
    expect(changes.pending("a-bot")).toBeNull();
  });

  test("that was announced while nothing is served here is not waited for when its bot comes", async () => {
    const { changes, served } = following();
    changes.announce("a-bot");
    const pending = changes.pending("a-bot");
    await changes.follow({ compareAll: false });
    await pending;
    served.push(3);
    expect(changes.pending("a-bot")).toBeNull();
  });

  test("of a bot that is served elsewhere is not waited for either", async () => {
    const { changes, served, applied } = following();
    served.push(4);
    changes.announce("a-bot");
    await changes.follow({ compareAll: false });
    expect(changes.pending("a-bot")).toBeNull();
    expect(applied).toEqual([]);
  });
});
