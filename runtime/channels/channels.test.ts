import { expect, test } from "vitest";
import type { Channel } from "./channel.ts";
import { Channels } from "./channels.ts";

const named = (name: string, more: Partial<Channel> = {}) => ({ name, ...more }) as Channel;
const pulled = named("pulled", { sources: {} as NonNullable<Channel["sources"]> });
const posted = named("posted");

test("a job is answered by the channel that it came by, and what nobody wrote where the bot lives", () => {
  const channels = new Channels([pulled, posted]);
  const bot = { channel: "pulled" };
  const of = (channel: string) => channels.of({ channel }, bot)?.name;
  expect(["posted", "pulled", "system", "of a later version"].map(of)).toEqual([
    "posted",
    "pulled",
    "pulled",
    undefined,
  ]);
  expect(channels.of({ channel: "system" }, { channel: "of a later version" })).toBeUndefined();
});

test("what others put into the inbox is looked for where no source brings it", () => {
  expect(new Channels([pulled, posted]).posted).toEqual(["posted", "system"]);
});

test("two channels of one name are none", () => {
  expect(() => new Channels([posted, named("posted")])).toThrow("names of their own");
  expect(() => new Channels([named("system")])).toThrow("names of their own");
});
