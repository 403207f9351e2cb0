/** Which shard a bot belongs to: for ever, as long as `SHARDS` stays. */
import { createHash } from "node:crypto";

/** @returns 0 to `shards - 1` */
export const shardOf = (botId: string, shards: number): number =>
  createHash("sha256").update(botId).digest().readUInt32BE(0) % shards;
