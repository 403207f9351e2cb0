import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ChannelName } from "#shared/schemas/channel.ts";

const runtime = new URL("..", import.meta.url).pathname;
/** A channel's own folder, and what no runtime consists of. */
const left = /^channels\/[^/]+\/|[.](test|property|contract)[.]ts$|(^|\/)testing\/|^bench\//;

test("a channel is named in its own folder alone, and so are its addresses", async () => {
  const files = (await readdir(runtime, { recursive: true })).filter(
    (file) => file.endsWith(".ts") && !left.test(file),
  );
  expect(files.length).toBeGreaterThan(150);
  const named = new RegExp(`["'\`](${ChannelName.options.join("|")})["'\`:]|https://t\\.me/|tg://`);
  const naming: string[] = [];
  for (const file of files) if (named.test(await readFile(join(runtime, file), "utf8"))) naming.push(file);
  expect(naming).toEqual([]);
});
