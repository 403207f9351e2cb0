import { describe, expect, test } from "vitest";
import { released } from "./changelog.ts";

describe("a release in the changelog", () => {
  test("takes what was unreleased, and leaves the rest as it was", () => {
    const before = "# Changelog\n\n## Unreleased\n\n- New\n\n## 0.1.0 (2026-11-01)\n\n- Old\n";
    expect(released(before, "0.2.0", "2026-11-30")).toBe(
      "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-30)\n\n- New\n\n## 0.1.0 (2026-11-01)\n\n- Old\n",
    );
  });

  test.each([
    "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-11-01)\n\n- Old\n",
    "# Changelog\n\n## Unreleased\n",
    "# Changelog\n",
  ])("is refused where nothing has changed (%#)", (before) => {
    expect(() => released(before, "0.2.0", "2026-11-30")).toThrow(/CHANGELOG\.md/);
  });
});
