import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { sharedCluster } from "../testing/shared-cluster.ts";
import { stop } from "../testing/spawned.ts";
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

  test("hangs while programs are asked to end: they do, in the time that their containers are given", async () => {
    const cluster = opened();
    const { postgres } = cluster.world;
    await cluster.underLoad();
    await postgres!.pause();
    const asked = performance.now();
    const codes = await Promise.all([cluster.members[0]!.stop(), stop(cluster.controlPlanes[0]!)]);
    expect(performance.now() - asked).toBeLessThan(20_000);
    await postgres!.resume();
    expect(codes).toEqual([0, 0]);
    await cluster.recovered();
    expect(await cluster.verdict()).toEqual(flawless);
  });

  test("has a runtime with at most eight connections", async () => {
    const cluster = opened();
    const { world } = cluster;
    await cluster.underLoad(60);
    const others =
      "select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    for (const controlPlane of cluster.controlPlanes) await stop(controlPlane, "SIGKILL");
    for (const member of cluster.running.slice(1)) await member.kill();
    await expect.poll(async () => (await world.query<{ count: number }>(others))[0]!.count).toBeLessThanOrEqual(8);
    await cluster.recovered();
    expect(await cluster.verdict()).toEqual(flawless);
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
