import { describe, expect, test } from "vitest";
import * as scenarios from "../testing/scenarios.ts";
import { flawless } from "../testing/verdict.ts";

describe("a runtime that wakes after it was frozen for three times the life of its lease", () => {
  test("calls and writes nothing for its old shards, and is a member again by itself", async () => {
    expect(await scenarios.wakesAfterItsLeaseIsOver()).toEqual(flawless);
  }, 90_000);
});
