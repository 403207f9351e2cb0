import { describe, expect, test } from "vitest";
import { Unfinished } from "./unfinished.ts";

describe("ends of turns that are not committed", () => {
  test("leave room for so many, and then for one more whenever one is, also when it is refused", async () => {
    const unfinished = new Unfinished(2);
    const ends = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    unfinished.add(ends[0]!.promise);
    expect(unfinished.room).toBeNull();
    unfinished.add(ends[1]!.promise);
    unfinished.add(ends[2]!.promise);
    const { room } = unfinished;
    let told = false;
    void room!.then(() => {
      told = true;
    });
    ends[0]!.resolve();
    await ends[0]!.promise;
    await Promise.resolve();
    expect(told).toBe(false);
    ends[1]!.reject(new Error("refused"));
    await room;
    expect(unfinished.room).toBeNull();
  });
});
