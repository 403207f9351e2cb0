/** The release before this one, from the history of the checkout, so that its programs can be started beside ours. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const checkout = new URL("../../../", import.meta.url).pathname;

/** Of what runs in the field. A release moves it on to itself (`deploy/release/main.ts`). */
const commit = "876194a9f9520059e58276a231fd0f8f277134c6";

export interface PreviousRelease extends AsyncDisposable {
  /** Ends with a slash. */
  readonly root: string;
}

/** Whether the history goes back to it: that of a shallow clone does not. */
export const isPreviousReleaseThere = (): Promise<boolean> =>
  run("git", ["cat-file", "-e", `${commit}^{commit}`], { cwd: checkout }).then(
    () => true,
    () => false,
  );

/** Takes it out of the history. It shares our packages: they are near enough to its own. */
export async function previousRelease(): Promise<PreviousRelease> {
  await using stack = new AsyncDisposableStack();
  const root = stack.adopt(await mkdtemp(join(tmpdir(), "botfactory-previous-")), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const archive = join(root, "archive.tar");
  await run("git", ["archive", "--output", archive, commit], { cwd: checkout });
  await run("tar", ["--extract", "--file", archive, "--directory", root]);
  await symlink(join(checkout, "node_modules"), join(root, "node_modules"));
  const opened = stack.move();
  return { root: `${root}/`, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
