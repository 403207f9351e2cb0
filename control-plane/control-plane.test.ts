import { createServer } from "node:http";
import { describe, expect, test, vi } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { testedControlPlane } from "./testing/control-plane.ts";

describe("the control plane", () => {
  test("says so when its port is taken", async () => {
    await using first = await testedControlPlane();
    const { port } = new URL(first.url);
    await expect(testedControlPlane({ config: { PORT: port } })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("lets a request under way end when it stops, and takes no more", async () => {
    let answer = (_: string) => {};
    let asked = () => {};
    const wasAsked = new Promise<void>((resolve) => (asked = resolve));
    const api = await testedControlPlane({
      ai: {
        complete: () => {
          asked();
          return new Promise((resolve) => {
            answer = (text) => resolve({ text, model: "m", tokensUsed: 1 });
          });
        },
      },
    });
    const person = await api.person("Anna");
    const { body: bot } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const underWay = person.post(`/api/v1/bots/${bot.id}/test-prompt`, { message: "Hi" });
    await wasAsked;
    const stopped = api[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(person.get("/healthz")).rejects.toThrow(), patienceMs);
    answer("Just in time");
    expect((await underWay).body.answer).toBe("Just in time");
    await stopped;
  });

  test("stops within seconds though a request never ends", async () => {
    const asked = Promise.withResolvers<void>();
    const complete = () => {
      asked.resolve();
      return new Promise<never>(() => {});
    };
    const api = await testedControlPlane({ ai: { complete } });
    const person = await api.person("Anna");
    const { body: bot } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const hanging = person.post(`/api/v1/bots/${bot.id}/test-prompt`, { message: "Hi" }).catch(() => "cut off");
    await asked.promise;
    await api[Symbol.asyncDispose]();
    expect(await hanging).toBe("cut off");
  });

  test("does not hang on a Telegram that never answers", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    await using api = await testedControlPlane({ config: { TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` } });
    const person = await api.person("Anna");
    const { status, body } = await person.post("/api/v1/bots", { token: `123456789:${"A".repeat(35)}` });
    expect([status, body.error.code]).toEqual([502, "telegram_unreachable"]);
    silent.closeAllConnections();
    silent.close();
  });
});
