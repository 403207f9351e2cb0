/** Which versions of the program may work on one database: each release says how old another may be beside it. */
import { readFileSync } from "node:fs";

/**
 * The oldest version that reads all that this one writes, and has not been taken away what it needs: the one before. A
 * release that contracts what an earlier one has expanded raises it.
 */
export const leastVersion = "0.1.0";

/** @returns of this program */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return version;
}

/** @param version as `1.2.3`; what follows that, as in `1.2.3-beta.1`, does not count */
export function isOlder(version: string, than: string): boolean {
  const [own, least] = [partsOf(version), partsOf(than)];
  const differing = own.findIndex((part, n) => part !== least[n]);
  return differing >= 0 && own[differing]! < least[differing]!;
}

const partsOf = (version: string): number[] => version.split(/[.+-]/, 3).map(Number);
