import { describe, expect, test, vi } from "vitest";
import { createLog } from "#shared/log.ts";
import { startRedis, type TestRedis } from "#shared/testing/redis/redis.ts";
import { coordinationContract } from "../coordination.contract.ts";
import { redisCoordination } from "./redis.ts";

const log = createLog({ level: "silent" });

async function openTwo(servers: TestRedis[], stack = new AsyncDisposableStack()) {
  for (const server of servers) stack.use(server);
  const urls = servers.map(({ url }) => url);
  const [here, there] = [
    stack.use(await redisCoordination({ urls, log })),
    stack.use(await redisCoordination({ urls, log })),
  ];
  return { here, there, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

coordinationContract("redis", async () => openTwo([await startRedis()]));
coordinationContract("redis quorum", async () =>
  openTwo(await Promise.all([startRedis(), startRedis(), startRedis()])),
);

describe("a quorum of three", () => {
  test("goes on when one server dies, and not when two do", async () => {
    const servers = await Promise.all([startRedis(), startRedis(), startRedis()]);
    await using opened = await openTwo(servers);
    const { here, there } = opened;
    const lease = await here.leases.acquire("runtime:x", "a", 10_000);
    await servers[0]!.kill();
    expect(await here.leases.renew(lease!, 10_000)).toBe(true);
    expect(await there.leases.acquire("runtime:x", "b", 10_000)).toBeNull();
    expect([...(await there.leases.held("runtime:")).keys()]).toEqual(["runtime:x"]);
    await servers[1]!.kill();
    await expect(here.leases.renew(lease!, 10_000)).rejects.toThrow();
    await expect(there.leases.held("runtime:")).rejects.toThrow();
  });
});

describe("a Redis in trouble", () => {
  test("is doubt, not a refusal, while it hangs or is gone; and is used again when it is back", async () => {
    const server = await startRedis();
    await using opened = await openTwo([server]);
    const { leases, wakeUps } = opened.here;
    const lease = await leases.acquire("runtime:y", "a", 30_000);
    server.pause();
    await expect(leases.renew(lease!, 30_000)).rejects.toThrow();
    server.resume();
    await vi.waitFor(async () => expect(await leases.renew(lease!, 30_000)).toBe(true), { timeout: 8_000 });

    const heard: string[] = [];
    wakeUps.subscribe("bot", (key) => heard.push(key));
    await server.restart(); // empty
    await vi.waitFor(async () => expect(await leases.renew(lease!, 30_000)).toBe(false), { timeout: 5_000 });
    expect(await leases.acquire("runtime:y", "a", 30_000)).not.toBeNull();
    // Connections come back after a second at most.
    await vi.waitFor(
      () => {
        opened.there.wakeUps.publish("bot", "z");
        expect(heard).toContain("z");
      },
      { timeout: 5_000 },
    );
  });

  test("lets each process count by itself while it is gone", async () => {
    const server = await startRedis();
    await using opened = await openTwo([server]);
    const options = { keyPrefix: "tries", points: 2, duration: 60 };
    const [here, there] = [opened.here.limiter(options), opened.there.limiter(options)];
    await server.kill();
    for (const limiter of [here, there]) {
      await limiter.consume("somebody");
      await limiter.consume("somebody");
      await expect(limiter.consume("somebody")).rejects.toMatchObject({ remainingPoints: 0 });
      expect(await limiter.get("somebody")).toMatchObject({ consumedPoints: 3 });
    }
  });
});
