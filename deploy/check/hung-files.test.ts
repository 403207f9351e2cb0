import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "./step.ts";

test("a file that is stuck ends the run, and is named", async () => {
  await using stack = new AsyncDisposableStack();
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), "botfactory-hung-")), (path) =>
    rm(path, { recursive: true }),
  );
  await writeFile(join(folder, "stuck.test.js"), "while (true);");
  const run = promisify(execFile)(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      ...["run", "--root", folder, "--globals", "--reporter", join(root, "deploy/check/hung-files.ts")],
    ],
    { cwd: folder, env: { ...process.env, TEST_FILE_LIMIT_MS: "500" } },
  );
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Hung: stuck.test.js has not ended within 0.5 s"),
  });
});
