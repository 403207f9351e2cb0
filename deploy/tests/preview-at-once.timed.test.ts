import { expect, test } from "vitest";
import { openPreviewLab } from "./testing/preview-lab.ts";

/** Who waited for a look at the database, once a second, would wait that long for each message. */
const lookMs = 1_000;
const messages = 10;

test("a test chat shows what happens at once", async () => {
  await using lab = await openPreviewLab();
  const owner = await lab.api.person("Owner");
  const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
  const command = { name: "hours", responseType: "text", textResponse: "From 9 to 5" };
  await owner.post(`/api/v1/bots/${bot.id}/commands`, command);
  using chat = await lab.chat(owner, bot.id);
  await chat.says("/hours");
  await chat.events.waitFor("message");
  const started = performance.now();
  for (let n = 2; n <= 1 + messages; n++) {
    await chat.says("/hours");
    await chat.events.waitFor("message", n);
  }
  expect(performance.now() - started).toBeLessThan((messages * lookMs) / 3);
});
