/** Bots that are there at once, many of them: written into the database as if somebody had connected them. */
import { randomUUIDv7 } from "node:crypto";
import { shardOf } from "#shared/cluster/shard-of.ts";
import { sealBotToken } from "#shared/secrets/bot-token.ts";
import { createVault } from "#shared/secrets/vault.ts";
import type { Bot, NewBot } from "#shared/testing/telegram/bot.ts";
import type { World } from "./world.ts";

export interface SeededBot {
  id: string;
  shard: number;
  /** The bot as Telegram has it. */
  sim: Bot;
}

interface Options {
  count: number;
  /** As `SHARDS` in the programs' settings. */
  shards: number;
  /** They share the bots: some, so that the runtimes meet on their rows. */
  tenants?: number;
  /** Which shards they may be of; any by default. */
  fits?(shard: number): boolean;
  sim?: NewBot;
}

/** A runtime finds them by its poll of the database, or when it starts. */
export async function seedBots(
  world: World,
  { count, shards, tenants = 3, fits = () => true, sim }: Options,
): Promise<SeededBot[]> {
  const vault = createVault(world.secretKey);
  const tenantRows = Array.from({ length: tenants }, () => {
    const id = randomUUIDv7();
    return { id, name: "Tenant", slug: id, plan: "enterprise" };
  });
  const bots = Array.from({ length: count }, () => {
    let id = randomUUIDv7();
    while (!fits(shardOf(id, shards))) id = randomUUIDv7();
    return { id, shard: shardOf(id, shards), sim: world.telegram.addBot(sim) };
  });
  const botRows = await Promise.all(
    bots.map(async ({ id, shard, sim }, n) => {
      world.keepSecret(sim.token);
      return {
        id,
        tenant_id: tenantRows[n % tenants]!.id,
        telegram_id: sim.id,
        username: sim.username,
        name: sim.name,
        shard,
        token_sealed: await sealBotToken(vault, id, sim.token),
      };
    }),
  );
  await world.query(
    `with tenant as (
       insert into tenants (id, name, slug, plan)
       select * from json_to_recordset($1) as t(id uuid, name text, slug text, plan text)
     )
     insert into bots (id, tenant_id, telegram_id, username, name, shard, token_sealed)
     select * from json_to_recordset($2) as b(
       id uuid, tenant_id uuid, telegram_id bigint, username text, name text, shard int, token_sealed text)`,
    [JSON.stringify(tenantRows), JSON.stringify(botRows)],
  );
  return bots;
}
