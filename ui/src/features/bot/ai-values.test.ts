import { expect, test } from "vitest";
import { writeAi } from "./ai-values.ts";

test("an emptied message is the built-in one again", () => {
  expect(writeAi({ welcomeMessage: "  ", fallbackMessage: "Sorry" })).toEqual({
    welcomeMessage: null,
    fallbackMessage: "Sorry",
  });
});

test("what was not changed is not sent, and an emptied number is the default", () => {
  expect(writeAi({ aiEnabled: false })).toEqual({ aiEnabled: false });
  expect(writeAi({ maxTokens: "" })).toEqual({ maxTokens: 1_000 });
});
