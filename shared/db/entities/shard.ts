/** A fixed part of all bots, and which runtime may serve it. */
import { defineEntity, p } from "@mikro-orm/core";

const ShardSchema = defineEntity({
  name: "Shard",
  tableName: "shards",
  indexes: [{ properties: ["owner"] }, { properties: ["target"] }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    /** The runtime's id; null while nobody serves it. */
    owner: p.text().nullable(),
    /** Fencing number: grows with every change of owner, so a late write of an old owner is refused. */
    epoch: p.integer().default(0),
    /** The runtime that is to own it next. */
    target: p.text().nullable(),
    /** Whether the target has loaded what it needs to take over. */
    targetReady: p.boolean().default(false),
    /** Whom it was granted from; null when nobody had it. */
    previousOwner: p.text().nullable(),
    /** When its owner got it. */
    grantedAt: p.datetime().nullable(),
    /**
     * - `free`: nobody serves it
     * - `owned`: its owner serves it
     * - `preparing`: its owner serves it, while its target loads what it needs to take over
     * - `prepared`: its target waits for its owner to finish what it has begun
     *
     * `free` → `owned` is a grant; `owned` → `preparing` → `prepared` → `owned` (by the target, also a grant) a planned
     * handover. Owner or target may die at any moment: then the assigner grants it to somebody else.
     */
    state: p.enum(["free", "owned", "preparing", "prepared"]).generated(
      `case when "owner" is null then 'free' when "target" is null then 'owned'
        when not "target_ready" then 'preparing' else 'prepared' end stored`,
    ),
  },
});

export class Shard extends ShardSchema.class {}
ShardSchema.setClass(Shard);
