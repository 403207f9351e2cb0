/** CHANGELOG.md at a release: what was unreleased gets the version and its day. */
import { StartupError } from "#shared/lifecycle/startup-error.ts";

const unreleased = "## Unreleased\n";

/**
 * @param day as in 2026-11-30
 * @throws {StartupError} when nothing has changed for anybody since the last one
 */
export function released(changelog: string, version: string, day: string): string {
  const start = changelog.indexOf(unreleased);
  if (start === -1) throw new StartupError("CHANGELOG.md has no part “Unreleased”");
  const changes = changelog.slice(start + unreleased.length).split(/^## /m)[0]!;
  if (changes.trim() === "") throw new StartupError("CHANGELOG.md says of nothing that changed since the last release");
  return changelog.replace(unreleased, `${unreleased}\n## ${version} (${day})\n`);
}
