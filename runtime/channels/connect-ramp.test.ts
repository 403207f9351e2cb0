import { describe, expect, test } from "vitest";
import { ConnectRamp } from "./connect-ramp.ts";

/** A ramp on a clock that only its own pauses move on. */
function ramp(perMinute: number) {
  const time = { now: 0 };
  const opened = new ConnectRamp({
    perMinute,
    now: () => time.now,
    pause: async (ms) => {
      time.now += ms;
    },
  });
  return { ramp: opened, time };
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

describe("a ramp", () => {
  test("lets a burst of ten seconds' worth begin at once, and no more", () => {
    const { ramp: opened } = ramp(60);
    expect(Array.from({ length: 12 }, () => opened.tryTake())).toEqual([...Array(10).fill(true), false, false]);
  });

  test("lets at least one begin, however slow it is", () => {
    expect(ramp(1).ramp.tryTake()).toBe(true);
  });

  test("lets the others begin at its pace, those with something waiting first", async () => {
    const { ramp: opened, time } = ramp(60);
    while (opened.tryTake());
    const began: string[] = [];
    const waits = (name: string, urgent: boolean) =>
      opened.wait(() => began.push(`${name} at ${Math.round(time.now / 1000)}`), { urgent });
    waits("idle", false);
    waits("idle too", false);
    waits("asked", true);
    expect(opened.tryTake()).toBe(false);
    await turns();
    // The first in line was taken before anybody else had come.
    expect(began).toEqual(["asked at 1", "idle at 2", "idle too at 3"]);
  });

  test("lets those that were served a moment ago begin at once, and takes no turn of the others for it", async () => {
    const { ramp: opened, time } = ramp(60);
    while (opened.tryTake());
    let begun = 0;
    for (let n = 0; n < 5_000; n++) {
      if (opened.tryTake({ warm: true })) begun++;
      else opened.wait(() => begun++, { urgent: false, warm: true });
    }
    for (let last = -1; begun > last; await turns()) last = begun;
    expect(begun).toBe(5_000);
    // At the pace of the others it would have been 83 minutes.
    expect(time.now).toBeLessThan(2_000);
    expect([opened.tryTake(), opened.tryTake()]).toEqual([true, false]);
  });

  test("forgets who gave its turn up", async () => {
    const { ramp: opened } = ramp(60);
    while (opened.tryTake());
    const began: string[] = [];
    opened.wait(() => began.push("stopped"), { urgent: true })();
    opened.wait(() => began.push("waiting"), { urgent: false });
    await turns();
    expect(began).toEqual(["waiting"]);
  });

  test("begins anew with a burst when nobody came for a while", () => {
    const { ramp: opened, time } = ramp(60);
    while (opened.tryTake());
    time.now += 5_000;
    expect(Array.from({ length: 6 }, () => opened.tryTake())).toEqual([true, true, true, true, true, false]);
  });
});
