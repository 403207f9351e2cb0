import { expect, test } from "vitest";
import { namingChannels } from "#shared/testing/channel-names.ts";

const controlPlane = new URL("..", import.meta.url).pathname;
/** A channel's own folder, the test chat's, and what no control plane consists of. */
const left = /^channels\/[^/]+\/|^preview\/|[.](test|property|contract)[.]ts$|(^|\/)testing\//;

test("a channel is named in its own folder alone, and so are its addresses", async () => {
  const { looked, naming } = await namingChannels(controlPlane, left);
  expect(looked).toBeGreaterThan(80);
  expect(naming).toEqual([]);
});
