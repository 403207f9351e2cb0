import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPidFile, serves } from "#shared/postgres/pid-file.ts";
import { Person } from "../tests/testing/person.ts";
import { hasEnded, type Spawned } from "../tests/testing/spawned.ts";
import { until } from "../tests/testing/until.ts";
import { openWorld, type World } from "../tests/testing/world.ts";

let world: World;
let program: Spawned;
const cluster = () => join(world.dataDir, "postgres/data");
const health = async (): Promise<{ status: string; troubles?: string[] }> => {
  const answer = await fetch(`${program.ready}/healthz`);
  return (await answer.json()) as { status: string; troubles?: string[] };
};

/**
 * Kills the server as the kernel does when memory runs out.
 *
 * @returns its process; `null` when there is none: while it is being started again, the file may name the program
 */
async function killPostgres(): Promise<number | null> {
  const file = await readPidFile(cluster());
  if (!file?.ready || !(await serves(file.pid, cluster()))) return null;
  process.kill(file.pid, "SIGKILL");
  return file.pid;
}

beforeAll(async () => {
  world = await openWorld();
  program = await world.start("standalone", { DATABASE_URL: "" });
});
afterAll(() => world[Symbol.asyncDispose]());

describe("the PostgreSQL that the program brings", () => {
  test("is started again when it is killed: the health tells meanwhile, and bots answer after", async () => {
    const ann = new Person(world, program.ready);
    await ann.register("Ann");
    const bot = world.telegram.addBot();
    await ann.connect(bot.token);
    const user = world.telegram.user();
    user.says(bot, "before");
    await bot.waitForMessage("echo: before");
    expect(await health()).toEqual({ status: "ok" });

    const seen = new Set<string>();
    let killed = await killPostgres();
    expect(killed).not.toBeNull();
    user.says(bot, "after");
    await until(
      async () => {
        const { status, troubles = [] } = await health();
        for (const trouble of troubles) seen.add(`${status} ${trouble}`);
        // Another time, where it came back between two looks.
        if (status === "ok" && seen.size === 0) killed = (await killPostgres()) ?? killed;
        return seen.size > 0;
      },
      { what: "the health tells of it", everyMs: 5 },
    );
    await bot.waitForMessage("echo: after");
    await until(async () => (await health()).troubles === undefined, { what: "all is well" });
    expect((await readPidFile(cluster()))!.pid).not.toBe(killed);
    expect([...seen][0]).toMatch(/^unavailable PostgreSQL has ended/);
    expect(program.printed()).toContain("PostgreSQL has ended by itself, and is started again");
  });

  test("ends the program, with a sentence and a code of its own, when it cannot be started again", async () => {
    await writeFile(join(cluster(), "postgresql.conf"), "work_mem = nonsense\n");
    await until(async () => (await killPostgres()) !== null, { what: "the server is there to be killed" });
    if (!hasEnded(program)) await once(program.child, "exit");
    expect(program.child.exitCode).toBe(69);
    expect(program.printed()).toMatch(/PostgreSQL has ended and cannot be started again: .*postgresql.conf/);
  });
});
