import { describe, expect, test } from "vitest";
import { hueOf, initials } from "./initials.ts";

describe("initials", () => {
  test("are of the first and the last word", () => {
    expect(initials("Pizza Order Bot")).toBe("PB");
    expect(initials("пицца")).toBe("П");
  });

  test("are a question mark for a name without letters", () => {
    expect(initials("")).toBe("?");
    expect(initials("🍕 🤖")).toBe("?");
    expect(initials("\u202e\u200b")).toBe("?");
  });

  test("have a colour that stays", () => {
    expect(hueOf("abc", 8)).toBe(hueOf("abc", 8));
    expect(hueOf("", 8)).toBe(0);
  });
});
