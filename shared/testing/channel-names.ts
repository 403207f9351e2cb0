/** Finds who names a channel, or an address of one's, though its own folder alone should. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ChannelName } from "#shared/schemas/channel.ts";

const named = new RegExp(`["'\`](${ChannelName.options.join("|")})["'\`:]|https://t\\.me/|tg://`);

/** @param left files, by their paths in the folder, that may name one */
export async function namingChannels(folder: string, left: RegExp): Promise<{ looked: number; naming: string[] }> {
  const all = await readdir(folder, { recursive: true });
  const files = all.filter((file) => file.endsWith(".ts") && !left.test(file));
  const naming: string[] = [];
  for (const file of files) if (named.test(await readFile(join(folder, file), "utf8"))) naming.push(file);
  return { looked: files.length, naming };
}
