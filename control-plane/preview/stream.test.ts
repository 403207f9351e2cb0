import { expect, test } from "vitest";
import { testedControlPlane } from "../testing/control-plane.ts";
import { EventStream } from "../testing/event-stream.ts";

test("a tenant has so many streams open at once, and one that is left makes room", async () => {
  await using api = await testedControlPlane();
  const owner = await api.person("Owner");
  const { body: bot } = await owner.post("/api/v1/bots", { name: "Draft" });
  const { body: session } = await owner.post(`/api/v1/bots/${bot.id}/preview/sessions`, {});
  const path = `/api/v1/preview/sessions/${session.id}/events`;
  const streams = await Promise.all(Array.from({ length: 20 }, () => EventStream.open(owner, path)));
  await expect(EventStream.open(owner, path)).rejects.toThrow("429");
  streams.pop()![Symbol.dispose]();
  await expect
    .poll(async () => {
      try {
        streams.push(await EventStream.open(owner, path));
        return true;
      } catch {
        return false;
      }
    })
    .toBe(true);
  for (const stream of streams) stream[Symbol.dispose]();
});
