import { describe, expect, test } from "vitest";
import { PostgresLost } from "./unavailable.ts";
import { keepRunning } from "./watch.ts";

/** A server that is looked at so often, ends when told to, and starts as `starts` says. */
function watched({ ends, starts }: { ends: (look: number) => boolean; starts?: (tries: number) => boolean }) {
  const stop = new AbortController();
  const seen: string[] = [];
  let looks = 0;
  let tries = 0;
  const done = keepRunning(
    {
      async runs() {
        if (++looks === 20) stop.abort();
        return !ends(looks);
      },
      async start() {
        seen.push("started");
        if (starts && !starts(++tries)) throw new Error("the disk is full");
      },
      onChange: (runs) => seen.push(runs ? "runs" : "ended"),
      log() {},
      everyMs: 0,
      pausesMs: [0, 1, 2],
    },
    stop.signal,
  );
  return { done, seen };
}

describe("a server of our own", () => {
  test("that ended is started again, once, and it is told when it is gone and when it runs", async () => {
    const { done, seen } = watched({ ends: (look) => look === 3 });
    await done;
    expect(seen).toEqual(["ended", "started", "runs"]);
  });

  test("that does not start at first is tried again", async () => {
    const { done, seen } = watched({ ends: (look) => look === 3, starts: (tries) => tries === 3 });
    await done;
    expect(seen).toEqual(["ended", "started", "started", "started", "runs"]);
  });

  test("that does not start at all is given up, saying why", async () => {
    const { done, seen } = watched({ ends: (look) => look === 3, starts: () => false });
    await expect(done).rejects.toThrow(PostgresLost);
    await expect(done).rejects.toThrow(/cannot be started again: the disk is full/);
    expect(seen).toEqual(["ended", "started", "started", "started"]);
  });

  test("that ends again and again is given up", async () => {
    const { done, seen } = watched({ ends: () => true });
    await expect(done).rejects.toThrow(/again and again/);
    expect(seen.filter((what) => what === "started")).toHaveLength(5);
  });
});
