import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { sharedCluster } from "../testing/shared-cluster.ts";
import { flawless, unknownAnswers } from "../testing/verdict.ts";

const outageMs = 1_500;
const opened = sharedCluster({ ownPostgres: true, runtimes: 2, bots: 20, leaseTtlMs: 2_000, answerMs: 200 });

describe("a cluster loses and doubles nothing when PostgreSQL", () => {
  test("is restarted, dies and hangs under load, and serves on by itself", async () => {
    const cluster = opened();
    const postgres = cluster.world.postgres!;
    await cluster.underLoad();

    await postgres.stop();
    await sleep(outageMs);
    await postgres.start();
    await cluster.polled();
    await sleep(500);

    await postgres.kill();
    await sleep(outageMs);
    await postgres.start();
    await cluster.polled();
    await sleep(500);

    await postgres.pause();
    await sleep(outageMs);
    await postgres.resume();
    expect(await cluster.verdict()).toEqual(flawless);
    expect([...(await unknownAnswers(cluster))]).toEqual([]);
  });

  test("is away while a runtime dies: its bots are taken over when it is back", async () => {
    const cluster = opened();
    const postgres = cluster.world.postgres!;
    await cluster.underLoad();
    await postgres.stop();
    await cluster.members[0]!.kill();
    await sleep(outageMs);
    await postgres.start();
    await cluster.settled();
    expect(await cluster.verdict()).toEqual(flawless);
  });
});
