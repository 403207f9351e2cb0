/** A copy of the checkout with one thing changed in it, whose programs can be started like those of the original. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mutation } from "./mutations.ts";

const checkout = new URL("../../", import.meta.url).pathname;
/** What a runtime and a control plane consist of. */
const copied = ["package.json", "package-lock.json", "tsconfig.json", "shared", "runtime", "control-plane", "deploy"];

export interface Mutant extends AsyncDisposable {
  /** Ends with a slash. */
  readonly root: string;
}

/** @throws as {@link mutated} */
export async function makeMutant(mutation: Mutation): Promise<Mutant> {
  const changed = await mutated(mutation);
  const root = await mkdtemp(join(tmpdir(), "botfactory-mutant-"));
  for (const part of copied) await cp(join(checkout, part), join(root, part), { recursive: true });
  await symlink(join(checkout, "node_modules"), join(root, "node_modules"));
  await writeFile(join(root, mutation.file), changed);
  return { root: `${root}/`, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/**
 * @returns the file as the mutation leaves it
 * @throws {Error} when what is to be changed does not stand in the file exactly once
 */
export async function mutated({ name, file, find, replace }: Mutation): Promise<string> {
  const original = await readFile(join(checkout, file), "utf8");
  const found = original.split(find).length - 1;
  if (found !== 1) throw new Error(`"${name}" cannot be tried: ${file} has ${found} times: ${find}`);
  return original.replace(find, () => replace);
}
