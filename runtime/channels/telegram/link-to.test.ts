import { expect, test } from "vitest";
import { linkTo } from "./link-to.ts";

test.each([
  ["anna", "7", "https://t.me/anna"],
  [null, "1203456789012345678", "tg://user?id=1203456789012345678"],
  [null, null, null],
])("somebody called %s with the id %s is found at %s", (username, externalId, link) => {
  expect(linkTo({ username, externalId })).toBe(link);
});
