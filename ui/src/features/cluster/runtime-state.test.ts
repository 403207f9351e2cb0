import { expect, test } from "vitest";
import { warningOf } from "./cluster-warnings.tsx";
import { canBeDrained, stateOf } from "./runtime-state.ts";

test("a runtime that drains is empty once it has no shard left", () => {
  expect(stateOf({ alive: true, draining: false, shards: 0 })).toBe("alive");
  expect(stateOf({ alive: true, draining: true, shards: 3 })).toBe("draining");
  expect(stateOf({ alive: true, draining: true, shards: 0 })).toBe("empty");
});

test("a runtime without a lease is gone, and unknown while nobody can tell", () => {
  expect(stateOf({ alive: false, draining: true, shards: 3 })).toBe("gone");
  expect(stateOf({ alive: null, draining: false, shards: 3 })).toBe("unknown");
});

test("a runtime can be drained while another one is alive and not drained itself", () => {
  const runtime = (id: string, alive: boolean, draining = false) => ({ id, alive, draining });
  const a = runtime("a", true);
  expect(canBeDrained(a, [a])).toBe(false);
  expect(canBeDrained(a, [a, runtime("b", false), runtime("c", true, true)])).toBe(false);
  expect(canBeDrained(a, [a, runtime("b", true)])).toBe(true);
});

test("only the worst is warned of", () => {
  const runtime = { id: "a", alive: true, draining: false, shards: 1, bots: 1, report: null };
  const well = { coordinationReachable: true, runtimes: [runtime], assigner: { held: true } };
  expect(warningOf(well)).toBeNull();
  expect(warningOf({ ...well, assigner: { held: false } })).toBe("assigner");
  expect(warningOf({ ...well, runtimes: [], assigner: { held: false } })).toBe("runtimes");
  expect(warningOf({ coordinationReachable: false, runtimes: [], assigner: { held: null } })).toBe("coordination");
});
