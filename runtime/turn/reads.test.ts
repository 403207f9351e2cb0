import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import type { ServedBot } from "../bots/served-bot.ts";
import { createConversations } from "./conversations.ts";
import { createJournal } from "./journal.ts";
import { createSessionStates } from "./session-states.ts";

const bot = { id: "a-bot", tenantId: "a-tenant", tenure: { shard: 1, epoch: 1 } } as ServedBot;

/** A pool that answers with nothing, in its own time, and counts what is asked of it at once. */
function emptyPool() {
  const asked = { statements: 0, atOnce: 0 };
  let open = 0;
  const query = async () => {
    asked.statements++;
    asked.atOnce = Math.max(asked.atOnce, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open--;
    return { rows: [] };
  };
  return { asked, pool: { query } as unknown as Pool };
}

describe("what a thousand turns read that begin at the same time", () => {
  const chats = Array.from({ length: 1_000 }, (_, n) => n);

  test("are a few statements, and no more than one at a time of each kind, so that a small pool is enough", async () => {
    const { asked, pool } = emptyPool();
    const conversations = createConversations({ pool });
    const sessionStates = createSessionStates({ pool });
    const journalOf = createJournal(pool);
    const found = await Promise.all(
      chats.flatMap((id) => [
        conversations
          .find(bot, { id, type: "private", title: null })
          .then(({ record, exists }) => [record.chat_id, exists]),
        sessionStates.find(bot, { chatId: id, userId: id }),
        journalOf({ seq: id, firstStep: 1 }).then(({ size }) => size),
      ]),
    );
    expect(found).toEqual(chats.flatMap((id) => [[id, false], null, 0]));
    expect(asked.statements).toBeLessThan(20);
    expect(asked.atOnce).toBe(3);
  });
});
