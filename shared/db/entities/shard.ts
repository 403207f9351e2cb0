/** A fixed part of all bots, and which runtime may serve it. */
import { defineEntity, p } from "@mikro-orm/core";

const ShardSchema = defineEntity({
  name: "Shard",
  tableName: "shards",
  indexes: [{ properties: ["owner"] }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    /** The runtime's id; null while nobody serves it. */
    owner: p.text().nullable(),
    /** Fencing number: grows with every change of owner, so a late write of an old owner is refused. */
    epoch: p.integer().default(0),
  },
});

export class Shard extends ShardSchema.class {}
ShardSchema.setClass(Shard);
