import { expect, test } from "vitest";
import { namingChannels } from "#shared/testing/channel-names.ts";

const runtime = new URL("..", import.meta.url).pathname;
/** A channel's own folder, and what no runtime consists of. */
const left = /^channels\/[^/]+\/|[.](test|property|contract)[.]ts$|(^|\/)testing\/|^bench\//;

test("a channel is named in its own folder alone, and so are its addresses", async () => {
  const { looked, naming } = await namingChannels(runtime, left);
  expect(looked).toBeGreaterThan(150);
  expect(naming).toEqual([]);
});
