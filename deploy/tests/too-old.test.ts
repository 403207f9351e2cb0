import { expect, test } from "vitest";
import { leastVersion, ownVersion } from "#shared/cluster/versions.ts";
import { stop } from "./testing/spawned.ts";
import { openWorld } from "./testing/world.ts";

test("a program that is too old for its database ends with a sentence, and one that is not says how old others may be", async () => {
  await using world = await openWorld({ cluster: true, settings: { SHARDS: "8" } });
  const least = async () => (await world.query("select least_version from installation"))[0];
  const runtime = await world.start("runtime");
  expect(await least()).toEqual({ least_version: leastVersion });
  await stop(runtime);

  await world.query("update installation set least_version = '99.0.0'");
  for (const program of ["runtime", "controlPlane"] as const) {
    await expect(world.start(program)).rejects.toThrow(
      `The process ended with 1: This is BotFactory ${ownVersion()}, but its database is of a later version and needs ` +
        "99.0.0 or newer: install that\n",
    );
  }
  expect(await least()).toEqual({ least_version: "99.0.0" });

  await world.query("update installation set least_version = '0.0.1'");
  await world.start("runtime");
  expect(await least()).toEqual({ least_version: leastVersion });
});
