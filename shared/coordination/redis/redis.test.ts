import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { Redis } from "ioredis";
import { describe, expect, test, vi } from "vitest";
import { StartupError } from "#shared/lifecycle/startup-error.ts";
import { createLog } from "#shared/log.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import { startRedis, type TestRedis } from "#shared/testing/redis/redis.ts";
import { certificate } from "#shared/testing/tls/certificate.ts";
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

/** However busy the machine is: what is looked for is what a server says. */
const open = (...urls: string[]) => redisCoordination({ urls, log, commandTimeoutMs: patienceMs });

describe("a Redis that is none to work with ends the start with a sentence", () => {
  const refusing = async (server: TestRedis, credentials = "") => {
    await using _server = server;
    const url = server.url.replace("redis://", `redis://${credentials}`);
    const error = await open(url).then(
      (opened) => opened[Symbol.asyncDispose]().then(() => null),
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(StartupError);
    const { message } = error as StartupError;
    expect(message).toContain(new URL(server.url).host);
    expect(message).not.toContain("secret");
    return message;
  };
  const told = async (url: string, ...command: string[]) => {
    const client = new Redis(url);
    await client.call(command[0]!, ...command.slice(1));
    client.disconnect();
  };

  test.each(["", ":a-secret@", "somebody:a-secret@"])("as it wants another password than '%s'", async (credentials) => {
    const server = await startRedis();
    await told(server.url, "CONFIG", "SET", "requirepass", "another");
    expect(await refusing(server, credentials)).toContain("password");
  });

  test.each([
    ["~botfactory:*", "&botfactory:*", "+@read", "+@connection"],
    ["~others:*", "&botfactory:*", "+@all"],
    ["~botfactory:*", "&others:*", "+@all"],
    ["~botfactory:*", "&botfactory:*", "+@all", "-hset"],
  ])("as its user may do %s %s %s %s alone", async (...rights) => {
    const server = await startRedis();
    await told(server.url, "ACL", "SETUSER", "user", "on", ">a-secret", ...rights.filter(Boolean));
    expect(await refusing(server, "user:a-secret@")).toContain("deploy/README.md");
  });

  test("as it is one of a Redis Cluster", async () => {
    const file = `/tmp/botfactory-${process.pid}-nodes.conf`;
    const server = await startRedis(["--cluster-enabled", "yes", "--cluster-config-file", file]);
    expect(await refusing(server)).toContain("Redis Cluster");
    await rm(file, { force: true });
  });

  test("as its certificate is nobody's", async () => {
    const server = createServer(certificate(), (socket) => socket.on("error", () => {}));
    server.on("tlsClientError", () => {});
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    await expect(open(`rediss://:a-secret@127.0.0.1:${port}`)).rejects.toThrow(
      /127\.0\.0\.1:\d+ .*NODE_EXTRA_CA_CERTS/,
    );
    server.close();
  });

  test("as it does not know the commands, like a Sentinel", async () => {
    expect(await refusing(await startRedis(["--rename-command", "EVAL", ""]))).toContain("Sentinel");
  });
});

describe("a start goes well", () => {
  const opens = async (...urls: string[]) => {
    await using _opened = await open(...urls);
  };

  test("with a server that is a cluster by itself", async () => {
    const file = `/tmp/botfactory-${process.pid}-alone.conf`;
    await using server = await startRedis(["--cluster-enabled", "yes", "--cluster-config-file", file]);
    const admin = new Redis(server.url);
    await admin.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await vi.waitFor(async () => expect(await admin.cluster("INFO")).toContain("cluster_state:ok"), patienceMs);
    admin.disconnect();
    await opens(server.url);
    await rm(file, { force: true });
  });

  test("with a replica, which a failover makes the primary in a moment", async () => {
    await using primary = await startRedis();
    await using server = await startRedis();
    const admin = new Redis(server.url);
    await admin.call("REPLICAOF", "127.0.0.1", new URL(primary.url).port);
    admin.disconnect();
    await opens(server.url);
  });

  test("with a host that has no address yet, whatever it is called", () => opens("redis://sentinel.invalid:6379"));

  test("with two of three, of which the third wants another password", async () => {
    const servers = await Promise.all([startRedis(), startRedis(), startRedis()]);
    const admin = new Redis(servers[2]!.url);
    await admin.call("CONFIG", "SET", "requirepass", "another");
    admin.disconnect();
    const urls = servers.map(({ url }) => url);
    await opens(...urls);
    await expect(opens(urls[0]!, urls[2]!)).rejects.toThrow(StartupError);
    for (const server of servers) await server.kill();
  });
});

test("a user with the rights that are documented is enough", async () => {
  await using server = await startRedis();
  const rights = /ACL SETUSER botfactory on >\S+ (.+)/.exec(await readFile("deploy/README.md", "utf8"))![1]!.split(" ");
  const admin = new Redis(server.url);
  await admin.call("ACL", "SETUSER", "botfactory", "on", ">password", ...rights);
  admin.disconnect();
  const urls = [server.url.replace("redis://", "redis://botfactory:password@")];
  const heard: string[] = [];
  const told: boolean[] = [];
  await using coordination = await redisCoordination({ urls, log, onAway: (isAway) => told.push(isAway) });
  const { leases, wakeUps } = coordination;
  expect(await leases.acquire("runtime:z", "a", 10_000)).not.toBeNull();
  expect([...(await leases.held("runtime:")).keys()]).toEqual(["runtime:z"]);
  await coordination.limiter({ keyPrefix: "x", points: 1, duration: 60 }).consume("somebody");
  wakeUps.subscribe("bot", (key) => heard.push(key));
  await vi.waitFor(() => {
    wakeUps.publish("bot", "z");
    expect(heard).toContain("z");
  }, patienceMs);
  await server.restart(); // and knows nobody any more
  await vi.waitFor(() => expect(told.at(-1)).toBe(true), patienceMs);
});
