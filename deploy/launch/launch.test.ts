import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const launcher = new URL("launch.cjs", import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "botfactory-launch-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** A Node of this machine that is too old to run the program itself. */
function oldNode(): string | undefined {
  const candidates = (process.env.PATH ?? "").split(delimiter).map((path) => join(path, "node"));
  return candidates.find((candidate) => {
    try {
      return Number(execFileSync(candidate, ["-p", "process.versions.node"]).toString().split(".")[0]) < 24;
    } catch {
      return false;
    }
  });
}

async function launch(node: string, source: string, ...args: string[]): Promise<ChildProcess> {
  const script = join(folder, "script.ts");
  await writeFile(script, source);
  return spawn(node, [launcher, script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

const nextLine = async (child: ChildProcess) => ((await once(createInterface(child.stdout!), "line")) as [string])[0];

const drains = `
  process.on("SIGTERM", () => setTimeout(() => process.exit(7), 100));
  process.on("SIGHUP", () => process.exit(0));
  setInterval(() => {}, 1000);
  console.log(process.pid);
`;

const nodes: [name: string, path: string][] = [["this Node", process.execPath]];
const old = oldNode();
if (old) nodes.push(["an older Node", old]);

describe.each(nodes)("the launcher under %s", (_, node) => {
  test("runs TypeScript in Node 24 with the arguments, and passes its exit code on", async () => {
    const source = `
      const answer: string = [process.versions.node.split(".")[0], ...process.argv.slice(2)].join(" ");
      console.log(answer);
      process.exitCode = 3;
    `;
    const child = await launch(node, source, "a b", "--c");
    const exited = once(child, "exit");
    expect(await nextLine(child)).toBe(`${process.versions.node.split(".")[0]} a b --c`);
    expect(await exited).toEqual([3, null]);
  });

  test("passes a signal on and waits until the script has drained", async () => {
    const child = await launch(node, drains);
    await nextLine(child);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([7, null]);
  });

  test("says what is wrong when it is called without a script", async () => {
    const child = spawn(node, [launcher], { stdio: ["ignore", "ignore", "pipe"] });
    const exited = once(child, "exit");
    const [line] = (await once(createInterface(child.stderr), "line")) as [string];
    expect(line).toBe("Usage: node deploy/launch/launch.cjs <script> [arguments]");
    expect(await exited).toEqual([1, null]);
  });
});

describe.runIf(old)("the launcher's child", () => {
  test("stops when the launcher is killed", async () => {
    const child = await launch(old!, drains);
    const pid = Number(await nextLine(child));
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), { timeout: 3_000 });
  });

  test("makes the launcher fail when it is killed itself", async () => {
    const child = await launch(old!, drains);
    process.kill(Number(await nextLine(child)), "SIGKILL");
    expect(await once(child, "exit")).toEqual([137, null]);
  });
});
