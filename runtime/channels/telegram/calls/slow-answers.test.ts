import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { calling, fails, post } from "./testing/calling.ts";
import { answer, serving } from "./testing/scripted-server.ts";

describe("calls whose answers are slow", () => {
  test("fail when no answer begins in time", async () => {
    await using server = await serving();
    await using calls = calling(server.origin, { callTimeoutMs: 200 });
    const started = performance.now();
    await fails(post(calls), "unknown", "answer took too long");
    expect(performance.now() - started).toBeGreaterThanOrEqual(200);
    await expect.poll(() => server.sockets.size).toBe(0);
    expect(server.arrived).toHaveLength(1);
  });

  test("wait for an answer as long as it goes on, and not for a head that drips", async () => {
    await using server = await serving({
      handle: async ({ socket, body }) => {
        const text = answer('"0123456789"');
        const headEnds = text.indexOf("\r\n\r\n") + 4;
        const from = body === '"body"' ? headEnds : 0;
        socket.write(text.slice(0, from));
        for (const letter of text.slice(from)) {
          await sleep(60);
          socket.write(letter);
        }
      },
    });
    await using calls = calling(server.origin, { callTimeoutMs: 500 });
    const dripping = fails(post(calls, "head"), "unknown", "answer took too long");
    expect(await post(calls, "body")).toBe("0123456789");
    await dripping;
  });

  test("fail when the body stops", async () => {
    await using server = await serving({ handle: ({ socket }) => void socket.write(answer('"cut"').slice(0, -2)) });
    await using calls = calling(server.origin, { callTimeoutMs: 100 });
    await fails(post(calls), "unknown", "answer took too long");
  });
});
