import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Person } from "../tests/testing/person.ts";
import { hasEnded, type Spawned } from "../tests/testing/spawned.ts";
import { until } from "../tests/testing/until.ts";
import { openWorld, type World } from "../tests/testing/world.ts";

let world: World;
let program: Spawned;
beforeAll(async () => {
  world = await openWorld();
  program = await world.start("standalone");
});
afterAll(() => world[Symbol.asyncDispose]());

/** What it has open stays open; beyond `count` nothing is opened. */
const allow = (count: number) =>
  promisify(execFile)("prlimit", ["--pid", String(program.child.pid), `--nofile=${count}:`]);

test.runIf(process.platform === "linux")(
  "a program without file descriptors goes on with what it has, tells of it, and takes up the rest when there are some",
  async () => {
    const ann = new Person(world, program.ready);
    await ann.register("Ann");
    const chats = Array.from({ length: 5 }, () => ({ bot: world.telegram.addBot(), user: world.telegram.user() }));
    for (const { bot } of chats) await ann.connect(bot.token);
    const everybodySays = (text: string) => {
      for (const { bot, user } of chats) user.says(bot, text);
    };
    const everybodyIsAnswered = async (text: string) => {
      for (const { bot } of chats) await bot.waitForMessage(`echo: ${text}`);
    };
    everybodySays("before");
    await everybodyIsAnswered("before");

    await allow(20);
    everybodySays("during");
    // They wait, or are turned away.
    const given = new AbortController();
    const asked = Array.from({ length: 20 }, () => fetch(`${program.ready}/healthz`, { signal: given.signal }));
    // It looks once a second, as others of it do: what ends by this has ended by the second time it tells.
    const told = () => program.printed().split("There were no file descriptors left").length - 1;
    await until(() => told() >= 2, { what: "it tells twice that there are none" });
    expect(hasEnded(program)).toBe(false);
    given.abort();
    await Promise.allSettled(asked);

    await allow(4_096);
    await everybodyIsAnswered("during");
    everybodySays("after");
    await everybodyIsAnswered("after");
    const health = await fetch(`${program.ready}/healthz`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: "ok", troubles: [expect.stringContaining("EMFILE")] });
    expect((await world.query("select from dead_letters")).length).toBe(0);
  },
);
