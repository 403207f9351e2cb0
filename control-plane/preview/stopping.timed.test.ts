import { expect, test } from "vitest";
import { testedControlPlane } from "../testing/control-plane.ts";
import { EventStream } from "../testing/event-stream.ts";

test("a control plane that stops ends the streams of its test chats, and waits for nobody", async () => {
  const api = await testedControlPlane();
  const owner = await api.person("Owner");
  const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
  const { body: session } = await owner.post(`/api/v1/bots/${bot.id}/preview/sessions`, {});
  using stream = await EventStream.open(owner, `/api/v1/preview/sessions/${session.id}/events`);
  const started = performance.now();
  await api[Symbol.asyncDispose]();
  expect(performance.now() - started).toBeLessThan(2_500);
  await expect.poll(() => stream.ended).toBe(true);
});
