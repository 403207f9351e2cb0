/**
 * One runtime for the tests of a file, which takes a second of the processor to start. Each test visits it with a tenant
 * of its own, and meets nobody else's bots, rows, faults and questions to the model.
 *
 *     const visit = sharedRuntime();
 *
 *     test("answers", async () => {
 *       const served = visit();
 *       const bot = await served.addBot();
 *     });
 *
 * What stops the runtime, takes the network away or locks a table meets everybody: such a test serves alone, `served.ts`.
 */
import { randomUUIDv7 } from "node:crypto";
import { Pool, type PoolClient } from "pg";
import { afterAll, beforeAll } from "vitest";
import type { OpenAiAccount } from "#shared/testing/openai/account.ts";
import { type Options, type Served, serve } from "./served.ts";
import { ServedBots } from "./served-bots.ts";
import { SharedTelegram } from "./shared-telegram.ts";
import type { TenantFields } from "./tested-bot.ts";

/** To be called at the top of a file, or in a `describe`. @returns what begins a test's visit */
export function sharedRuntime(options: Omit<Options, "start" | "keyOf"> = {}): () => Visit {
  const stack = new AsyncDisposableStack();
  let served: Served;
  let pool: Pool;
  beforeAll(async () => {
    served = stack.use(await serve({ ...options, keyOf }));
    pool = stack.adopt(new Pool({ connectionString: served.databaseUrl, max: 4 }), (opened) => opened.end());
    pool.on("error", () => {});
  });
  afterAll(() => stack.disposeAsync());
  return () => new Visit(served, pool);
}

const keyOf = (platformKey: string, tenantId: string) => `${platformKey}-of-${tenantId}`;

/** A test's part of a shared runtime. */
export class Visit extends ServedBots {
  override readonly telegram: SharedTelegram;
  override readonly openai: OpenAiAccount;
  readonly #tenantId = randomUUIDv7();
  readonly #pool: Pool;
  #tenant: Promise<string> | null = null;

  constructor(served: Served, pool: Pool) {
    super(served.ground);
    this.telegram = new SharedTelegram(served.telegram);
    this.openai = served.openai.account(keyOf(served.config.OPENAI_API_KEY!, this.#tenantId));
    this.#pool = pool;
  }

  protected override get serving(): boolean {
    return true;
  }

  protected override tenantOfNewBot(): Promise<string> {
    this.#tenant ??= super.addTenant({}, this.#tenantId);
    return this.#tenant;
  }

  /** Makes the visit's tenant, whose all its bots are: before the first bot, and once. */
  override addTenant(fields: TenantFields = {}): Promise<string> {
    if (this.#tenant) throw new Error("A visit has one tenant");
    this.#tenant = super.addTenant(fields, this.#tenantId);
    return this.#tenant;
  }

  /** Asks the database as the tenant: it has nobody else's rows. */
  override async sql<Row = Record<string, unknown>>(query: string, values?: unknown[]): Promise<Row[]> {
    const client = await this.#pool.connect();
    try {
      if (tenantOf.get(client) !== this.#tenantId) {
        await client.query(`set role botfactory_tenant; set app.tenant_id = '${this.#tenantId}'`);
        tenantOf.set(client, this.#tenantId);
      }
      return (await client.query(query, values)).rows as Row[];
    } finally {
      client.release();
    }
  }
}

/** Whose a connection is now. */
const tenantOf = new WeakMap<PoolClient, string>();
