import { describe, expect, test, vi } from "vitest";
import { lastWords } from "./last-words.ts";

describe("what is at work when a runtime stops", () => {
  test("is not cut off when it ends by itself", async () => {
    const cutOff = vi.fn();
    await lastWords({ ended: Promise.resolve(), cutOff }, 60_000);
    expect(cutOff).not.toHaveBeenCalled();
  });

  test("is cut off while there is time to say how it has ended", async () => {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const said: string[] = [];
    const cutOff = () => {
      said.push("cut off");
      setTimeout(() => {
        said.push("its last words");
        resolve();
      }, 20);
    };
    await lastWords({ ended, cutOff }, 2_000);
    expect(said).toEqual(["cut off", "its last words"]);
  });

  test("is left when it does not end at all", async () => {
    const cutOff = vi.fn();
    await lastWords({ ended: new Promise(() => {}), cutOff }, 50);
    expect(cutOff).toHaveBeenCalledOnce();
  });
});
