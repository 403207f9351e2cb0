import { describe, expect, test } from "vitest";
import { createLog } from "#shared/log.ts";
import { next, ServedShards, type ShardEvent, type ShardState, type ShardSupervisor } from "./served-shards.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A supervisor of shard 3 that ends when it is told to. */
function supervisor(epoch: number) {
  const ending = Promise.withResolvers<void>();
  const calls: string[] = [];
  const end = (call: string) => () => {
    calls.push(call);
    return ending.promise;
  };
  const fake: ShardSupervisor = {
    tenure: { shard: 3, epoch },
    size: 1,
    service: () => undefined,
    stop: async () => void calls.push("stop"),
    abandon: end("abandon"),
    retire: end("retire"),
  };
  return { ...fake, calls, end: ending.resolve };
}

function serving() {
  const ends: number[] = [];
  const shards = new ServedShards<ReturnType<typeof supervisor>>({
    log: createLog({ level: "silent" }),
    onEnded: () => ends.push(1),
  });
  const first = supervisor(1);
  shards.gain(first);
  return { shards, first, ends };
}

test("the moves of a shard are those of the table, for its own supervisor alone", () => {
  const ended = Promise.resolve();
  const states: ShardState<string>[] = [
    { name: "elsewhere" },
    { name: "serving", supervisor: "ours" },
    { name: "handing over", supervisor: "ours" },
    { name: "ending", ended, passedOn: null },
    { name: "ending", ended, passedOn: 1 },
    { name: "passed on", epoch: 1 },
  ];
  const table = (supervisor: string, promise: Promise<void>) => {
    const events: ShardEvent<string>[] = [
      { type: "gained", supervisor },
      { type: "handing over", supervisor },
      { type: "called off", supervisor },
      { type: "passed on", supervisor, epoch: 1, ended: promise },
      { type: "abandoned", supervisor, ended: promise },
      { type: "stopped", supervisor },
      { type: "ended", ended: promise },
    ];
    return states.map((state) => events.map((event) => next(state, event)?.name ?? null));
  };
  expect(table("ours", ended)).toEqual([
    ["serving", null, null, "ending", null, null, null],
    [null, "handing over", null, null, "ending", "elsewhere", null],
    [null, null, "serving", "ending", "ending", "elsewhere", null],
    [null, null, null, "ending", null, null, "elsewhere"],
    [null, null, null, "ending", null, null, "passed on"],
    ["serving", null, null, "ending", null, null, null],
  ]);
  expect(table("an earlier one", Promise.resolve())).toEqual([
    ["serving", null, null, "ending", null, null, null],
    [null, null, null, null, null, null, null],
    [null, null, null, null, null, null, null],
    [null, null, null, "ending", null, null, null],
    [null, null, null, "ending", null, null, null],
    ["serving", null, null, "ending", null, null, null],
  ]);
});

describe("the shards that are served", () => {
  test("have none that is being lost, and tell when it has ended", async () => {
    const { shards, first, ends } = serving();
    shards.drop(3);
    expect({ numbers: shards.numbers, ending: shards.isEnding(3) }).toEqual({ numbers: [], ending: true });
    shards.drop(3);
    expect(first.calls).toEqual(["abandon"]);
    first.end();
    await shards.ended();
    expect({ ending: shards.isEnding(3), passedOn: shards.passedOn.size, ends }).toEqual({
      ending: false,
      passedOn: 0,
      ends: [1],
    });
  });

  test("remember at which epoch one was passed on, from then until it is ours anew", async () => {
    const { shards, first } = serving();
    shards.handOver(first);
    expect(shards.numbers).toEqual([3]);
    shards.passOn(first);
    expect({ numbers: shards.numbers, passedOn: [...shards.passedOn] }).toEqual({ numbers: [], passedOn: [[3, 1]] });
    first.end();
    await shards.ended();
    expect([...shards.passedOn]).toEqual([[3, 1]]);
    shards.gain(supervisor(3));
    expect({ epochs: [...shards.epochs], passedOn: [...shards.passedOn] }).toEqual({ epochs: [[3, 3]], passedOn: [] });
  });

  test("remember one that was passed on although it was lost in the middle of that", async () => {
    const { shards, first } = serving();
    shards.handOver(first);
    shards.standDown();
    shards.passOn(first);
    expect(first.calls).toEqual(["abandon", "retire"]);
    first.end();
    await shards.ended();
    expect([...shards.passedOn]).toEqual([[3, 1]]);
  });

  test("are not taken away from a new supervisor by what an earlier one still tells", async () => {
    const { shards, first } = serving();
    shards.handOver(first);
    shards.standDown();
    first.end();
    await shards.ended();
    const second = supervisor(2);
    shards.gain(second);
    shards.passOn(first);
    shards.callOff(first);
    shards.abandon(first);
    await settle();
    expect({ epochs: [...shards.epochs], calls: second.calls }).toEqual({ epochs: [[3, 2]], calls: [] });
  });

  test("are served nowhere once they were stopped", async () => {
    const { shards, first } = serving();
    await shards.stop();
    expect({ numbers: shards.numbers, calls: first.calls }).toEqual({ numbers: [], calls: ["stop"] });
  });
});
