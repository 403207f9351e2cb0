import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Person } from "../tests/testing/person.ts";
import { stop } from "../tests/testing/spawned.ts";
import { openWorld, type World } from "../tests/testing/world.ts";

const launcher = new URL("launch.cjs", import.meta.url).pathname;
const script = new URL("operator.ts", import.meta.url).pathname;

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

/** `npm run operator -- …args`, on the embedded database under `DATA_DIR` unless another is given. */
async function operator(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [launcher, script, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: world.dataDir, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], output, error] = await Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  return { code, output, error };
}

describe("npm run operator", () => {
  test("makes somebody an operator in the database of a cluster, and lists them", async () => {
    const program = await world.start("standalone");
    const env = { DATABASE_URL: world.database.url };
    expect((await operator([], env)).error).toContain("Nobody has registered here yet");
    await new Person(world, program.ready).register("Ann");
    const bob = new Person(world, program.ready);
    await bob.register("Bob");
    expect((await bob.call("GET", "/api/v1/cluster")).status).toBe(403);

    expect(await operator([], env)).toMatchObject({ code: 0, output: "ann@example.com (Ann)\n" });
    expect(await operator(["carol@example.com"], env)).toEqual({
      code: 1,
      output: "",
      error: "Nobody has registered as carol@example.com: register first, then come again\n",
    });
    expect(await operator(["Bob@Example.com"], env)).toMatchObject({ code: 0, error: "" });
    expect((await operator([], env)).output).toBe("ann@example.com (Ann)\nbob@example.com (Bob)\n");
    expect((await bob.call("GET", "/api/v1/cluster")).status).toBe(200);
  });

  test("works on the embedded database, while BotFactory runs and while it does not", async () => {
    expect(await operator(["bob@example.com"])).toMatchObject({
      code: 1,
      error: "Nobody has registered here yet: start BotFactory and register, the first user is the operator\n",
    });
    const program = await world.start("standalone", { DATABASE_URL: "" });
    await new Person(world, program.ready).register("Ann");
    await new Person(world, program.ready).register("Bob");
    expect(await operator(["bob@example.com"])).toMatchObject({ code: 0, error: "" });
    expect(await stop(program)).toBe(0);
    expect((await operator([])).output).toBe("ann@example.com (Ann)\nbob@example.com (Bob)\n");
    expect(await operator(["nobody@example.com"])).toMatchObject({ code: 1 });
  });

  test("says in a sentence that the database is away", async () => {
    const { code, error } = await operator([], { DATABASE_URL: "postgres://me:secret@127.0.0.1:1/nothing" });
    expect(code).toBe(1);
    expect(error).toMatch(/^The database nothing at 127\.0\.0\.1:1, which DATABASE_URL names, cannot be used: .*\n$/);
  });
});
