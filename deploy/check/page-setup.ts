/** Run by vitest before the first test in deploy/: the programs that those start find the page built. */
import { preparePage } from "../launch/page.ts";

export async function setup(): Promise<void> {
  await preparePage({ log: console.log });
}
