/**
 * A process that stores a file of so many bytes in the store of its settings, reads it again, and writes down how much it
 * held in memory at the most. Or that comes to a halt halfway, to be killed there. It is run with --expose-gc and looks
 * right after a collection: resident memory also has what the allocator keeps for later, which is luck.
 */
import { setInterval } from "node:timers";
import { readConfig } from "#shared/config.ts";
import { openFileStore } from "#shared/files/open.ts";

const [key, size, halt] = process.argv.slice(2);
const chunk = new Uint8Array(64 * 1024).fill(7);

let pieces = 0;
let heldBytes = 0;
/** Every four mebibytes or so. */
const collect = () => {
  if (pieces++ % 64 !== 0) return;
  gc!();
  const { heapUsed, external } = process.memoryUsage();
  heldBytes = Math.max(heldBytes, heapUsed + external);
};

async function* content() {
  for (let left = Number(size); left > 0; left -= chunk.length) {
    if (halt && left <= Number(size) / 2) {
      process.stdout.write("Halfway\n");
      setInterval(() => {}, 60_000);
      await new Promise(() => {});
    }
    yield chunk.subarray(0, Math.min(left, chunk.length));
    collect();
  }
}

await using files = await openFileStore(readConfig(process.env));
const stored = await files.put(key!, content(), { maxBytes: Number.MAX_SAFE_INTEGER });
let read = 0;
for await (const piece of (await files.open(key!))!.body) {
  read += (piece as Buffer).length;
  collect();
}
process.stdout.write(`${JSON.stringify({ stored, read, heldBytes })}\n`);
