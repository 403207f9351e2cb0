import { expect, test } from "vitest";
import { isOlder, leastVersion, ownVersion } from "./versions.ts";

test.each([
  ["0.9.0", "0.10.0", true],
  ["0.10.0", "0.9.9", false],
  ["1.2.3", "1.2.3", false],
  ["1.2.3", "2.0.0", true],
  ["2.0.0", "1.9.9", false],
  ["1.2.3-beta.1", "1.2.3", false],
])("%s is older than %s: %s", (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});

test("this version may work on a database of its own", () => {
  expect(isOlder(ownVersion(), leastVersion)).toBe(false);
});
