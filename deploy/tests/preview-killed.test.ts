/** A runtime that is killed while it answers in a test chat: the next goes on, and nothing shows twice or is missing. */

import { Client } from "pg";
import { expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { openPreviewLab, type PreviewLab, type TestChat } from "./testing/preview-lab.ts";

/** Holds what `sql` locks, until it is disposed of. */
async function hold({ api }: PreviewLab, sql: string, values: unknown[]): Promise<AsyncDisposable> {
  const client = new Client({ connectionString: api.databaseUrl });
  await client.connect();
  await client.query("begin");
  await client.query(sql, values);
  return {
    async [Symbol.asyncDispose]() {
      await client.query("rollback");
      await client.end();
    },
  };
}

/** Waits until somebody waits for what is held. */
const blocked = ({ api }: PreviewLab) =>
  vi.waitUntil(
    async () =>
      (await api.sql("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
        .length > 0,
    { timeout: patienceMs, interval: 10 },
  );

const types = ({ events }: TestChat) => events.data.map(({ type }) => type).filter((type) => type !== "typing");

test("a kill -9 between two messages of an answer shows neither again, and leaves neither out", async () => {
  await using lab = await openPreviewLab({ runtime: false });
  const owner = await lab.api.person("Owner");
  const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
  using chat = await lab.chat(owner, bot.id);
  lab.openai.reply(`first ${"a ".repeat(1_500)}\n\nsecond ${"b ".repeat(1_500)}`);
  {
    await using runtime = await lab.startRuntime();
    const third = `insert into preview_messages (session_id, message_id, tenant_id, message)
                   select id, 3, tenant_id, '{}' from preview_sessions where id = $1`;
    await using _held = await hold(lab, third, [chat.session.id]);
    await chat.says("Tell me much");
    await chat.events.waitFor("message");
    await blocked(lab);
    await runtime.kill();
  }
  await using _next = await lab.startRuntime();
  await lab.settled(bot.id);
  await chat.events.waitFor("message", 2);
  expect(types(chat)).toEqual(["message", "message"]);
  expect(chat.shown).toMatchObject([
    { text: expect.stringMatching(/^first/) },
    { text: expect.stringMatching(/^second/) },
  ]);
  expect(lab.openai.requests).toHaveLength(1);
});

test("a kill -9 after all calls of a press, before it is done, shows none of them again", async () => {
  await using lab = await openPreviewLab({ runtime: false });
  const owner = await lab.api.person("Owner");
  const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
  for (const [name, text] of [["menu", "Menu"] as const, ["more", "There is more"] as const]) {
    const menuConfig = { text, rows: [[{ text: "More", action: { type: "menu", value: "more" } }]] };
    await owner.post(`/api/v1/bots/${bot.id}/commands`, { name, responseType: "menu", menuConfig });
  }
  using chat = await lab.chat(owner, bot.id);
  {
    await using runtime = await lab.startRuntime();
    await chat.says("/menu");
    await chat.events.waitFor("message");
    await lab.settled(bot.id);
    await using _held = await hold(lab, "select from conversations where bot_id = $1 for update", [bot.id]);
    await chat.presses("More");
    await chat.events.waitFor("edit");
    await blocked(lab);
    await runtime.kill();
    // The database would carry out what it was last asked for, though nobody waits for it any more.
    await lab.api.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
  }
  await using _next = await lab.startRuntime();
  await lab.settled(bot.id);
  await chat.says("/menu");
  await chat.events.waitFor("message", 2);
  expect(types(chat)).toEqual(["message", "answer", "edit", "message"]);
});

test("a test chat goes on after each kill -9 of the runtime, and shows everything once", async () => {
  await using lab = await openPreviewLab({ runtime: false });
  const owner = await lab.api.person("Owner");
  const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
  using chat = await lab.chat(owner, bot.id);
  lab.openai.reply(async ({ messages }) => {
    const question = String(messages.at(-1)?.content);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    // In two messages, so that a kill falls between two of them.
    return `${question} first ${"a ".repeat(1_500)}\n\n${question} second ${"b ".repeat(1_500)}`;
  });

  let said = 0;
  for (let life = 0; life < 2; life++) {
    await using runtime = await lab.startRuntime();
    for (let n = 0; n < 4; n++) await chat.says(`#${++said}`);
    const before = chat.events.data.filter(({ type }) => type === "message").length;
    await chat.events.waitFor("message", before + 3);
    await runtime.kill();
  }
  await using _last = await lab.startRuntime();
  await lab.settled(bot.id);
  await vi.waitUntil(() => chat.shown.length >= said * 2, patienceMs);
  const texts = chat.shown.map((event) => /#\d+ \w+/.exec((event as { text: string }).text)?.[0]);
  const all = Array.from({ length: said }, (_, n) => [`#${n + 1} first`, `#${n + 1} second`]).flat();
  expect(texts).toEqual(all);
  expect(chat.events.events.map(({ id }) => Number(id))).toEqual(chat.events.events.map((_, n) => n + 1));
  const rows = await lab.api.sql(
    "select status, count(*)::int as n from messages where direction = 'outbound' group by 1",
  );
  expect(rows).toEqual([{ status: "sent", n: said * 2 }]);
});
