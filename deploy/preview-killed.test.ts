/** A runtime that is killed while it answers in a test chat: the next goes on, and nothing shows twice or is missing. */
import { expect, test, vi } from "vitest";
import { openPreviewLab } from "./testing/preview-lab.ts";

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
  for (let life = 0; life < 4; life++) {
    await using runtime = await lab.startRuntime();
    for (let n = 0; n < 5; n++) await chat.says(`#${++said}`);
    const before = chat.events.data.filter(({ type }) => type === "message").length;
    await chat.events.waitFor("message", before + 4, 15_000);
    await runtime.kill();
  }
  await using _last = await lab.startRuntime();
  await lab.settled(bot.id);
  await vi.waitUntil(() => chat.shown.length >= said * 2, 8_000);
  const texts = chat.shown.map((event) => /#\d+ \w+/.exec((event as { text: string }).text)?.[0]);
  const all = Array.from({ length: said }, (_, n) => [`#${n + 1} first`, `#${n + 1} second`]).flat();
  expect(texts).toEqual(all);
  expect(chat.events.events.map(({ id }) => Number(id))).toEqual(chat.events.events.map((_, n) => n + 1));
  const rows = await lab.api.sql(
    "select status, count(*)::int as n from messages where direction = 'outbound' group by 1",
  );
  expect(rows).toEqual([{ status: "sent", n: said * 2 }]);
});
