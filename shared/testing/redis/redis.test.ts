import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { startRedis } from "./redis.ts";

/** @returns the answer's first line; `null` when there is none in time, or nobody listens */
async function ask(url: string, command: string, patienceMs = 5_000): Promise<string | null> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").setEncoding("utf8");
  try {
    await once(socket, "connect");
    socket.write(`${command}\r\n`);
    const answer = await Promise.race([once(socket, "data"), sleep(patienceMs, null, { ref: false })]);
    return answer && String(answer[0]).split("\r\n", 1)[0]!;
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

describe("a Redis for tests", () => {
  test("answers, hangs while paused, and goes on", async () => {
    await using redis = await startRedis();
    expect(await ask(redis.url, "PING")).toBe("+PONG");
    redis.pause();
    expect(await ask(redis.url, "PING", 100)).toBeNull();
    redis.resume();
    expect(await ask(redis.url, "PING")).toBe("+PONG");
  });

  test("is gone after a kill, and comes back empty at the same address", async () => {
    await using redis = await startRedis();
    await ask(redis.url, "SET a 1");
    await redis.kill();
    expect(await ask(redis.url, "PING")).toBeNull();
    await redis.restart();
    expect(await ask(redis.url, "EXISTS a")).toBe(":0");
  });

  test("forgets everything when it is flushed", async () => {
    await using redis = await startRedis();
    await ask(redis.url, "SET a 1");
    await redis.flush();
    expect(await ask(redis.url, "EXISTS a")).toBe(":0");
  });

  test("can be disposed of while paused", async () => {
    const redis = await startRedis();
    redis.pause();
    await redis[Symbol.asyncDispose]();
    expect(await ask(redis.url, "PING")).toBeNull();
  });
});
