import { expect, test } from "vitest";
import { isVisible } from "./visible-text.ts";

test.each(["a", "7", "😀", "я", " . "])("%j can be seen", (text) => expect(isVisible(text)).toBe(true));
test.each(["", "  \n", "\u200b", "\u200b\u2060", "\u3164", "\ufeff\u00a0", "\u202e"])("%j cannot be seen", (text) =>
  expect(isVisible(text)).toBe(false),
);
