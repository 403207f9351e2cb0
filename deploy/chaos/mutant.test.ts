import { describe, expect, test } from "vitest";
import { mutated } from "./mutant.ts";
import { mutations } from "./mutations.ts";

/** Whether the tests notice them is a proof, which is seldom made: that each can be tried is seen with every change. */
describe("a mutation", () => {
  test.each(mutations)("changes the code of today: $name", async (mutation) => {
    expect(await mutated(mutation)).toContain(mutation.replace);
  });

  test("of what does not stand there is none", async () => {
    const [mutation] = mutations;
    await expect(mutated({ ...mutation!, find: "this does not stand there" })).rejects.toThrow("0 times");
  });
});
