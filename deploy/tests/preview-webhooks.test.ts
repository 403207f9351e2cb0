/** Webhooks asked from a test chat: sent like all others, and known as such in their log. */

import { expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { openPreviewLab } from "./testing/preview-lab.ts";

test("webhooks of commands and forms that are tried in a test chat are marked in their log", async () => {
  await using lab = await openPreviewLab();
  const owner = await lab.api.person("Owner");
  const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
  // Nothing is reached there: what was told is kept all the same.
  const webhookUrl = "http://127.0.0.1:1/hook";
  await owner.post(`/api/v1/bots/${bot.id}/commands`, { name: "ask", responseType: "webhook", webhookUrl });
  const { body: form } = await owner.post(`/api/v1/bots/${bot.id}/forms`, {
    name: "Order",
    fields: [{ type: "select", name: "size", label: "Size?", options: ["S", "M"] }],
    ...{ onCompleteAction: "webhook", webhookUrl },
  });
  using chat = await lab.chat(owner, bot.id);
  await chat.says("/ask");
  await chat.events.waitFor("message");
  await chat.says(`/start form_${form.id}`);
  await chat.presses("M");
  await chat.presses("✓ Confirm");
  const log = async () => (await owner.get(`/api/v1/bots/${bot.id}/deliveries`)).body.items;
  const deliveries = await vi.waitUntil(async () => ((await log()).length === 2 ? log() : null), {
    timeout: patienceMs,
  });
  expect(deliveries).toMatchObject([
    { event: "form.submitted", preview: true, payload: { preview: true } },
    { event: "command", preview: true },
  ]);
  expect((await owner.get(`/api/v1/deliveries/${deliveries[0].id}`)).body.preview).toBe(true);
  for (const table of ["conversations", "form_submissions"])
    expect(await lab.api.sql(`select preview from ${table}`)).toEqual([{ preview: true }]);
});
