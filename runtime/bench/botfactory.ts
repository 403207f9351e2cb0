/** The real runtime on a database of its own, which it shares with nobody. Its bots lie in the database as the page makes them. */
import { randomUUIDv7 } from "node:crypto";
import { agreeOn } from "#shared/cluster/installation.ts";
import { shardOf } from "#shared/cluster/shard-of.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { type Orm, openDb } from "#shared/db/open.ts";
import { sealBotToken } from "#shared/secrets/bot-token.ts";
import { createVault, type Vault } from "#shared/secrets/vault.ts";
import { answer, type Contender, type NewBot } from "./contender.ts";
import { Worker } from "./worker.ts";

const secretKey = "a secret key of benchmarks, long enough";
const shards = 1024;
const botsPerTenant = 10;

interface Options {
  databaseUrl: string;
  /** Calls go over undici's connections. */
  overUndici: boolean;
}

export async function startBotFactory(
  env: Record<string, string>,
  { databaseUrl, overUndici }: Options,
): Promise<Contender> {
  await using stack = new AsyncDisposableStack();
  const orm = stack.adopt(openDb(databaseUrl), (opened) => opened.close());
  const vault = createVault(secretKey);
  await agreeOn(orm, { shards, keyId: vault.keyId });
  const worker = stack.use(
    new Worker("../testing/killable.ts", {
      env: {
        ...env,
        DATABASE_URL: databaseUrl,
        SECRET_KEY: secretKey,
        SHARDS: String(shards),
        // The simulator doesn't mind.
        TELEGRAM_CONNECTS_PER_MINUTE: "1000000",
      },
      node: [
        ...(overUndici ? ["--import", new URL("processes/over-undici.ts", import.meta.url).href] : []),
        ...(process.env.BENCH_NODE_OPTIONS?.split(" ").filter(Boolean) ?? []),
      ],
    }),
  );
  const running = stack.move();
  return {
    serve: (bots) => connect(orm, vault, bots),
    usage: () => worker.usage(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Makes the bots as they are some time after they were connected: Telegram knows their commands, which are none. */
async function connect(orm: Orm, vault: Vault, bots: readonly NewBot[]): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    let tenant = "";
    for (const [index, { id: telegramId, username, name, token }] of bots.entries()) {
      if (index % botsPerTenant === 0) {
        tenant = randomUUIDv7();
        em.create(Tenant, {
          id: tenant,
          name: "A tenant",
          slug: tenant,
          plan: "enterprise",
          usePlatformKey: true,
          messagesUsed: 0,
        });
      }
      const id = randomUUIDv7();
      em.create(Bot, {
        id,
        tenant,
        telegramId,
        username,
        name,
        tokenSealed: await sealBotToken(vault, id, token),
        aiEnabled: false,
        fallbackMessage: answer,
        shard: shardOf(id, shards),
      } as never);
    }
    await em.flush();
    await em.execute("update bots set commands_revision = revision where commands_revision is null");
  });
}
