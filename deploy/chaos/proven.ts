/**
 * Of what the costly proofs were made last: the short run of chaos, the mutants that the tests must notice, and the
 * cluster in virtual time. While nothing of it has changed they need not be made again; `proven.txt` is committed along
 * with what it speaks of.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

const checkout = new URL("../../", import.meta.url).pathname;
const record = join(checkout, "deploy/chaos/proven.txt");

/** The tests that are the proofs. */
export const proofs = [
  "deploy/chaos/chaos.test.ts",
  "deploy/chaos/mutations.test.ts",
  "deploy/tests/cluster/simulation.test.ts",
  "deploy/tests/cluster/upgrade.test.ts",
];

/** What a cluster does under faults, and what looks whether it does it well. */
const folders = ["runtime", "shared", "control-plane/assigner", "deploy/chaos", "deploy/tests/testing"];
/** Of these neither a cluster nor who breaks it consists. */
const left =
  /[.](test|property|contract)[.]tsx?$|^runtime\/(bench|testing)\/|^deploy\/chaos\/proven[.](ts|txt)$|[.]md$/;

/** @returns a hash of all that the proofs are about, the packages it stands on included */
export async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const files = (await Promise.all(folders.map((folder) => filesIn(folder)))).flat();
  for (const file of ["package-lock.json", ...proofs, ...files.sort()]) {
    hash.update(`${file}\n${await readFile(join(checkout, file), "utf8")}\n`);
  }
  return hash.digest("hex");
}

/** @returns the fingerprint of what was proven last; `null` when that is not known */
export async function lastProven(): Promise<string | null> {
  return readFile(record, "utf8").then(
    (text) => text.trim(),
    () => null,
  );
}

export const noteProven = (fingerprint: string): Promise<void> => writeFile(record, `${fingerprint}\n`);

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(checkout, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(checkout, join(entry.parentPath, entry.name)))
    .filter((file) => !left.test(file));
}
