/** What every Coordination promises. Each adapter's test file runs this suite. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Coordination, PollReport, RuntimeReport } from "./coordination.ts";

/** @param open two processes' views of the same installation */
export function coordinationContract(
  name: string,
  open: () => Promise<{ here: Coordination; there: Coordination } & AsyncDisposable>,
) {
  describe(`${name} coordination`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let here: Coordination;
    let there: Coordination;
    let count = 0;
    const fresh = () => `runtime:${name}-${count++}`;
    beforeAll(async () => {
      opened = await open();
      ({ here, there } = opened);
    });
    afterAll(() => opened[Symbol.asyncDispose]());

    test("gives a lease to one holder at a time", async () => {
      const resource = fresh();
      const lease = await here.leases.acquire(resource, "a", 5_000);
      expect(lease).toMatchObject({ resource, holder: "a" });
      expect(await there.leases.acquire(resource, "b", 5_000)).toBeNull();
      await here.leases.release(lease!);
      expect(await there.leases.acquire(resource, "b", 5_000)).not.toBeNull();
    });

    test("passes a lease on when it has expired, and renews it no more", async () => {
      const resource = fresh();
      const lost = await here.leases.acquire(resource, "a", 60);
      await sleep(90);
      const kept = await there.leases.acquire(resource, "b", 5_000);
      expect(kept).not.toBeNull();
      expect(await here.leases.renew(lost!, 5_000)).toBe(false);
      await here.leases.release(lost!);
      expect(await there.leases.renew(kept!, 5_000)).toBe(true);
    });

    test("keeps a lease for as long as it is renewed", async () => {
      const resource = fresh();
      const lease = await here.leases.acquire(resource, "a", 2_000);
      for (let renewal = 0; renewal < 4; renewal++) {
        await sleep(600);
        expect(await here.leases.renew(lease!, 2_000)).toBe(true);
      }
      expect(await there.leases.acquire(resource, "b", 2_000)).toBeNull();
    });

    test("goes by time that passes, and not by a clock that is set", async () => {
      const resource = fresh();
      const lease = await here.leases.acquire(resource, "a", 5_000);
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
      try {
        expect(await here.leases.renew(lease!, 5_000)).toBe(true);
        vi.setSystemTime(Date.now() - 7_200_000);
        expect(await here.leases.renew(lease!, 5_000)).toBe(true);
        expect(await there.leases.acquire(resource, "b", 5_000)).toBeNull();
      } finally {
        vi.useRealTimers();
      }
    });

    test("lists who holds a lease, and forgets those whose lease has ended", async () => {
      const [kept, ended] = [fresh(), fresh()];
      await here.leases.acquire(kept, "a", 5_000);
      await here.leases.acquire(ended, "b", 40);
      const held = await there.leases.held(kept);
      expect([...held.keys()]).toEqual([kept]);
      expect(held.get(kept)).toBeGreaterThan(4_000);
      expect(held.get(kept)).toBeLessThanOrEqual(5_000);
      await vi.waitFor(async () => expect(await there.leases.held(ended)).toEqual(new Map()), 8_000);
    });

    test("wakes every subscriber of the topic, until it unsubscribes", async () => {
      const heard: string[] = [];
      const unsubscribe = [here, there].map(({ wakeUps }, index) =>
        wakeUps.subscribe("bot", (key) => heard.push(`${index}${key}`)),
      );
      const others: string[] = [];
      const endOthers = here.wakeUps.subscribe("shards", (key) => others.push(key));
      await vi.waitFor(() => {
        here.wakeUps.publish("bot", "x");
        expect(heard).toEqual(expect.arrayContaining(["0x", "1x"]));
      }, 8_000);
      for (const end of unsubscribe) end();
      endOthers();
      expect(others).toEqual([]);
    });

    test("shows a bot's last report, and lets only its own runtime take it back", async () => {
      const report: PollReport = { runtime: "a", state: "running", lastPollAt: 1, lastError: null };
      await here.polls.put(
        new Map([
          ["bot-1", { ...report, state: "starting" }],
          ["bot-2", report],
        ]),
      );
      await here.polls.put(new Map([["bot-1", report]]));
      expect(await there.polls.get(["bot-1", "bot-2", "bot-3"])).toEqual(
        new Map([
          ["bot-1", report],
          ["bot-2", report],
        ]),
      );
      await there.polls.remove("b", ["bot-1"]);
      await there.polls.remove("a", ["bot-2"]);
      expect([...(await here.polls.get(["bot-1", "bot-2"])).keys()]).toEqual(["bot-1"]);
      expect(await here.polls.get([])).toEqual(new Map());
      expect(await there.polls.ids()).toEqual(["bot-1"]);
      await there.polls.forget(["bot-1", "bot-2"]);
      await there.polls.forget([]);
      expect(await here.polls.ids()).toEqual([]);
    });

    test("shows how every runtime fares, until its report is removed", async () => {
      const report = (bots: number): RuntimeReport => ({
        host: "box",
        startedAt: 1,
        at: 2,
        bots,
        updatesPerMinute: 3,
        shardUpdatesPerMinute: { 7: 3 },
        lagMs: 4,
        waiting: 0,
        memoryBytes: 5,
      });
      await here.runtimes.put("a", report(0));
      await here.runtimes.put("a", report(1));
      await there.runtimes.put("b", report(2));
      expect(await here.runtimes.all()).toEqual(
        new Map([
          ["a", report(1)],
          ["b", report(2)],
        ]),
      );
      await there.runtimes.remove("a");
      expect([...(await here.runtimes.all()).keys()]).toEqual(["b"]);
    });

    test("counts for everybody together", async () => {
      const options = { keyPrefix: fresh(), points: 2, duration: 60 };
      const [first, second] = [here.limiter(options), name === "memory" ? null : there.limiter(options)];
      await first.consume("somebody");
      await (second ?? first).consume("somebody");
      await expect(first.consume("somebody")).rejects.toMatchObject({ remainingPoints: 0 });
      await first.consume("somebody else");
      // One is taken back: so many are left.
      await first.reward("somebody");
      expect(await (second ?? first).get("somebody")).toMatchObject({ consumedPoints: 2 });
    });
  });
}
