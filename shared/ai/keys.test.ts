import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Orm, openDb } from "#shared/db/open.ts";
import { createVault } from "#shared/secrets/vault.ts";
import { type TestDatabase, testDatabase } from "#shared/testing/postgres/test-database.ts";
import { createAiKeys, openaiKeyPurpose } from "./keys.ts";

const vault = createVault("a secret key of tests, long enough");
const minutes = 60_000;
let database: TestDatabase;
let client: Client;
let orm: Orm;
beforeAll(async () => {
  database = await testDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
  orm = openDb(database.url);
});
afterAll(async () => {
  await orm.close();
  await client.end();
  await database[Symbol.asyncDispose]();
});

interface Given {
  plan: string;
  expiresInMs?: number;
  own?: string;
  usePlatformKey?: boolean;
}

async function keyOf({ plan, expiresInMs, own, usePlatformKey = true }: Given, platformKey?: string) {
  const id = randomUUID();
  const expiresAt = expiresInMs === undefined ? null : new Date(Date.now() + expiresInMs);
  const sealed = own === undefined ? null : await vault.seal(own, openaiKeyPurpose(id));
  await client.query(
    `insert into tenants (id, name, slug, plan, plan_expires_at, openai_api_key_sealed, use_platform_key)
     values ($1, 'A tenant', $2, $3, $4, $5, $6)`,
    [id, id, plan, expiresAt, sealed, usePlatformKey],
  );
  return createAiKeys({ orm, vault, platformKey }).keyFor(id);
}

describe("the key that answers for a tenant", () => {
  test.each<[string, Given, string | null]>([
    ["its own, where the plan has it", { plan: "pro", own: "mine" }, "mine"],
    ["its own, while the plan lasts", { plan: "pro", own: "mine", expiresInMs: 10 * minutes }, "mine"],
    ["the platform's, once the plan has expired", { plan: "pro", own: "mine", expiresInMs: -10 * minutes }, "platform"],
    ["the platform's, where the plan has no key of one's own", { plan: "free", own: "mine" }, "platform"],
    ["the platform's, without one of its own", { plan: "pro" }, "platform"],
    ["none, where it may not use the platform's", { plan: "pro", usePlatformKey: false }, null],
  ])("is %s", async (_, given, key) => {
    expect(await keyOf(given, "platform")).toBe(key);
  });

  test("is none where there is none, or no such tenant", async () => {
    expect(await keyOf({ plan: "free" })).toBeNull();
    expect(await createAiKeys({ orm, vault, platformKey: "platform" }).keyFor(randomUUID())).toBeNull();
  });
});
