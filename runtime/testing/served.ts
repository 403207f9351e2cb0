/**
 * The real runtime on a database of its own, between Telegram's simulator and a model's. Tests connect bots, let people
 * write, stop the runtime and start it again.
 *
 *     await using served = await serve();
 *     const bot = await served.addBot();
 *     served.telegram.user().says(bot.sim, "Hello");
 *     await bot.sim.waitForMessage("echo: Hello");
 */
import { randomUUIDv7 } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { raw } from "@mikro-orm/core";
import { Client, Pool } from "pg";
import { Registry } from "prom-client";
import { vi } from "vitest";
import type { z } from "zod";
import { createAi } from "#shared/ai/ai.ts";
import { createAiKeys } from "#shared/ai/keys.ts";
import { agreeOn } from "#shared/cluster/installation.ts";
import { shardOf } from "#shared/cluster/shard-of.ts";
import { type Config, readConfig } from "#shared/config.ts";
import type { Coordination, PollReport } from "#shared/coordination/coordination.ts";
import { memoryCoordination } from "#shared/coordination/memory.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import { Command } from "#shared/db/entities/command.ts";
import { Form } from "#shared/db/entities/form.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { type Orm, openDb } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { openFileStore } from "#shared/files/open.ts";
import { createLog } from "#shared/log.ts";
import { CreateForm } from "#shared/schemas/form.ts";
import type { Answers } from "#shared/schemas/submission.ts";
import { sealBotToken } from "#shared/secrets/bot-token.ts";
import { createVault, type Vault } from "#shared/secrets/vault.ts";
import { type OpenAi, startOpenAi } from "#shared/testing/openai/openai.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import type { NewBot, Bot as SimulatedBot } from "#shared/testing/telegram/bot.ts";
import type { Switches } from "#shared/testing/telegram/switches.ts";
import { startTelegram, type Telegram } from "#shared/testing/telegram/telegram.ts";
import { startRuntime } from "../runtime.ts";
import { grantShards } from "./grant.ts";
import { RuntimeProcess } from "./runtime-process.ts";

const secretKey = "a secret key of tests, long enough";
const shards = 4;

interface Options {
  config?: Record<string, string>;
  telegram?: Partial<Switches>;
  /** False: the test starts it, or another process serves. */
  start?: boolean;
}

export interface TestedBot {
  id: string;
  tenantId: string;
  /** The bot as Telegram has it. */
  sim: SimulatedBot;
}

export interface MessageRow {
  seq: number;
  step: number;
  direction: "inbound" | "outbound";
  content: string;
  type: string;
  status: string;
  error: string | null;
  telegramMessageId: number | null;
  aiProcessed: boolean;
  tokensUsed: number | null;
  processingTimeMs: number | null;
}

type BotFields = Partial<
  Pick<
    Bot,
    | "name"
    | "isActive"
    | "aiEnabled"
    | "systemPrompt"
    | "aiModel"
    | "temperature"
    | "maxTokens"
    | "welcomeMessage"
    | "welcomeMessages"
    | "fallbackMessage"
    | "fallbackMessages"
    | "sentences"
    | "menuButton"
  >
>;
type CommandFields = Pick<Command, "name"> &
  Partial<
    Pick<
      Command,
      | "description"
      | "descriptions"
      | "responseType"
      | "textResponse"
      | "textResponses"
      | "aiPromptOverride"
      | "menuConfig"
      | "webhookUrl"
      | "isActive"
      | "priority"
    >
  > & { form?: string };

export interface SubmissionRow {
  formId: string;
  formVersion: number;
  telegramUserId: number;
  telegramFirstName: string | null;
  startParameter: string | null;
  state: string;
  answers: Answers;
  actionState: string;
  actionError: string | null;
}
type TenantFields = Partial<
  Pick<Tenant, "plan" | "maxMessagesPerMonth" | "messagesUsed" | "usageMonth" | "usePlatformKey">
>;

export async function serve(options: Options = {}): Promise<Served> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const telegram = stack.use(await startTelegram(options.telegram));
  const openai = stack.use(await startOpenAi());
  const coordination = stack.use(memoryCoordination());
  const orm = stack.adopt(openDb(database.url), (opened) => opened.close());
  const pool = stack.adopt(new Pool({ connectionString: database.url, max: 4 }), (opened) => opened.end());
  pool.on("error", () => {});
  const vault = createVault(secretKey);
  await agreeOn(orm, { shards, keyId: vault.keyId });
  stack.use(grantShards({ pool, coordination }));
  const dataDir = stack.adopt(await mkdtemp(join(tmpdir(), "served-")), (dir) => rm(dir, { recursive: true }));

  const env = {
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_POLL_TIMEOUT_S: "5",
    OPENAI_API_KEY: "sk-the-platform-key",
    OPENAI_BASE_URL: openai.url,
    SHARDS: String(shards),
    SECRET_KEY: secretKey,
    DATA_DIR: dataDir,
    ...options.config,
  };
  const files = stack.use(await openFileStore(readConfig(env)));
  const served = new Served({ database, telegram, openai, coordination, orm, files, pool, vault, env }, stack.move());
  if (options.start !== false) await served.start();
  return served;
}

interface Parts {
  database: { url: string };
  telegram: Telegram;
  openai: OpenAi;
  coordination: Coordination;
  orm: Orm;
  files: FileStore;
  pool: Pool;
  vault: Vault;
  env: Record<string, string>;
}

export class Served implements AsyncDisposable {
  readonly telegram: Telegram;
  readonly openai: OpenAi;
  readonly coordination: Coordination;
  readonly databaseUrl: string;
  /** Every line logged so far. */
  readonly logged: string[] = [];
  /** The settings, as a process has them in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where photos are kept. */
  readonly files: FileStore;
  readonly #orm: Orm;
  readonly #pool: Pool;
  readonly #vault: Vault;
  readonly #stack: AsyncDisposableStack;
  #runtime: (AsyncDisposable & { id: string }) | null = null;

  constructor(
    { database, telegram, openai, coordination, orm, files, pool, vault, env }: Parts,
    stack: AsyncDisposableStack,
  ) {
    this.databaseUrl = database.url;
    this.telegram = telegram;
    this.openai = openai;
    this.coordination = coordination;
    this.env = env;
    this.files = files;
    this.#orm = orm;
    this.#pool = pool;
    this.#vault = vault;
    this.#stack = stack;
  }

  get config(): Config {
    return readConfig(this.env);
  }

  /** Starts the runtime, and waits until it owns the shards. */
  async start(): Promise<void> {
    const { config, coordination } = this;
    const orm = this.#orm;
    const keys = createAiKeys({ orm, vault: this.#vault, platformKey: config.OPENAI_API_KEY });
    this.#runtime = await startRuntime({
      config,
      databaseUrl: this.databaseUrl,
      log: createLog({ level: "trace", pretty: false, destination: { write: (line) => void this.logged.push(line) } }),
      orm,
      files: this.files,
      coordination,
      vault: this.#vault,
      ai: createAi({ keys, baseUrl: config.OPENAI_BASE_URL, timeoutMs: config.AI_TIMEOUT_MS }),
      metrics: new Registry(),
    });
    await this.until(async () => (await this.sql("select from shards where owner is null")).length === 0);
  }

  /** Stops the runtime as SIGTERM does. */
  async stop(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = null;
    await runtime?.[Symbol.asyncDispose]();
  }

  /** Starts a runtime in a process of its own, which a test may kill. Stop the one in this process first. */
  startProcess(): Promise<RuntimeProcess> {
    return RuntimeProcess.start({ ...this.env, DATABASE_URL: this.databaseUrl });
  }

  /** The runtime's name in `shards.owner`. */
  get runtimeId(): string {
    return this.#runtime!.id;
  }

  async addTenant({ plan = "enterprise", ...fields }: TenantFields = {}): Promise<string> {
    const em = this.#orm.em.fork();
    const id = randomUUIDv7();
    em.create(Tenant, { id, name: "A tenant", slug: id, plan, usePlatformKey: true, messagesUsed: 0, ...fields });
    await em.flush();
    return id;
  }

  /** Connects a bot, and waits until it polls. */
  async addBot({
    tenant,
    commands = [],
    sim: given,
    ...fields
  }: BotFields & { tenant?: string; commands?: CommandFields[]; sim?: NewBot } = {}): Promise<TestedBot> {
    const sim = this.telegram.addBot(given);
    const tenantId = tenant ?? (await this.addTenant());
    const id = randomUUIDv7();
    const em = this.#orm.em.fork();
    em.create(Bot, {
      id,
      tenant: tenantId,
      telegramId: sim.id,
      username: sim.username,
      tokenSealed: await sealBotToken(this.#vault, id, sim.token),
      name: sim.name,
      shard: shardOf(id, shards),
      ...fields,
    } as never);
    for (const command of commands) em.create(Command, { ...asCommand(command), tenant: tenantId, bot: id } as never);
    await em.flush();
    this.coordination.wakeUps.publish("bot", id);
    const bot = { id, tenantId, sim };
    if (this.#runtime && fields.isActive !== false) await this.polling(bot);
    return bot;
  }

  async addCommand(bot: TestedBot, command: CommandFields): Promise<void> {
    const em = this.#orm.em.fork();
    em.create(Command, { ...asCommand(command), tenant: bot.tenantId, bot: bot.id } as never);
    await em.flush();
    await this.#changed(bot.id);
  }

  async editCommand(bot: TestedBot, name: string, changes: Partial<CommandFields>): Promise<void> {
    await this.#orm.em.fork().nativeUpdate(Command, { bot: bot.id, name }, changes, { filters: { tenant: false } });
    await this.#changed(bot.id);
  }

  /** Adds a form, given as the API takes it. @returns its id */
  async addForm(bot: TestedBot, form: z.input<typeof CreateForm>): Promise<string> {
    const id = randomUUIDv7();
    const em = this.#orm.em.fork();
    em.create(Form, { ...CreateForm.parse(form), id, tenant: bot.tenantId, bot: bot.id } as never);
    await em.flush();
    await this.#changed(bot.id);
    return id;
  }

  /** Changes a form, as the API does; new questions make a new version. */
  async editForm(bot: TestedBot, id: string, changes: Partial<z.input<typeof CreateForm>>): Promise<void> {
    const version = changes.fields ? { version: raw("version + 1") } : {};
    const parsed = changes.fields ? { fields: CreateForm.shape.fields.parse(changes.fields) } : {};
    await this.#orm.em.fork().nativeUpdate(Form, { id }, { ...changes, ...parsed, ...version } as never, unscoped);
    await this.#changed(bot.id);
  }

  async deleteForm(bot: TestedBot, id: string): Promise<void> {
    await this.#orm.em.fork().nativeDelete(Form, { id }, unscoped);
    await this.#changed(bot.id);
  }

  /** What was answered to the bot's forms, oldest first. */
  submissions({ id }: TestedBot): Promise<SubmissionRow[]> {
    return this.sql<SubmissionRow>(
      `select form_id as "formId", form_version as "formVersion", telegram_user_id::float8 as "telegramUserId",
         telegram_first_name as "telegramFirstName", start_parameter as "startParameter", state, answers,
         action_state as "actionState", action_error as "actionError"
       from form_submissions where bot_id = $1 order by id`,
      [id],
    );
  }

  /** Changes the bot as the API does. */
  async edit(bot: TestedBot, { token, ...changes }: BotFields & { token?: string }): Promise<void> {
    const tokenSealed = token === undefined ? null : await sealBotToken(this.#vault, bot.id, token);
    await this.#orm.em
      .fork()
      .nativeUpdate(Bot, { id: bot.id }, { ...changes, ...(tokenSealed && { tokenSealed }) }, unscoped);
    await this.#changed(bot.id);
  }

  async deleteBot({ id }: TestedBot): Promise<void> {
    await this.#orm.em.fork().nativeDelete(Bot, { id }, unscoped);
    await this.sql("delete from inbox where bot_id = $1", [id]);
    this.coordination.wakeUps.publish("bot", id);
  }

  /** Asks the database as the system. */
  async sql<Row = Record<string, unknown>>(query: string, values?: unknown[]): Promise<Row[]> {
    return (await this.#pool.query(query, values)).rows as Row[];
  }

  /** Runs `work` while nobody can connect to the database, and whoever was is cut off. */
  async withoutDatabase(work: () => Promise<void>): Promise<void> {
    const { pathname, href } = new URL(this.databaseUrl);
    const name = pathname.slice(1);
    const admin = new Client({ connectionString: href.replace(pathname, "/postgres") });
    await admin.connect();
    try {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
      await work();
    } finally {
      await admin.query(`alter database ${name} allow_connections true`);
      await admin.end();
    }
  }

  /** Holds the locks that `query` takes until they are disposed of. */
  async hold(query: string): Promise<AsyncDisposable> {
    const client = await this.#pool.connect();
    await client.query(`begin; ${query}`);
    return {
      async [Symbol.asyncDispose]() {
        await client.query("rollback");
        client.release();
      },
    };
  }

  /** Keeps back every answer that is being written down, until it is disposed of. */
  async holdAnswers(): Promise<AsyncDisposable> {
    await this.sql(`
      create function wait() returns trigger language plpgsql as $$ begin
        perform pg_advisory_xact_lock(1);
        return new;
      end $$;
      create trigger wait before insert on messages for each row
        when (new.direction = 'outbound') execute function wait()`);
    return this.hold("select pg_advisory_xact_lock(1)");
  }

  /** Waits until somebody waits for a lock that a test {@link hold}s. */
  async blocked(): Promise<void> {
    await this.until(
      async () =>
        (await this.sql("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
          .length > 0,
    );
  }

  /** The bot's messages, in the order in which a page shows them. */
  messages({ id }: TestedBot): Promise<MessageRow[]> {
    return this.sql<MessageRow>(
      `select inbox_seq::int as seq, step, direction, content, message_type as type, status, error,
         telegram_message_id::int as "telegramMessageId", ai_processed as "aiProcessed", tokens_used as "tokensUsed",
         processing_time_ms as "processingTimeMs"
       from messages where bot_id = $1 order by id`,
      [id],
    );
  }

  /** Stored updates that are not done. */
  async pending({ id }: TestedBot): Promise<number> {
    const [row] = await this.sql<{ n: number }>(
      "select count(*)::int as n from inbox where bot_id = $1 and done_at is null",
      [id],
    );
    return row!.n;
  }

  /** Waits until everything Telegram gave is handled and written. */
  async settled(...bots: TestedBot[]): Promise<void> {
    for (const bot of bots) {
      await this.until(() => bot.sim.pending === 0, 20_000);
      await this.until(async () => (await this.pending(bot)) === 0, 20_000);
    }
  }

  async deadLetters({ id }: TestedBot): Promise<{ update_id: number; error: string; attempts: number }[]> {
    return this.sql("select update_id::float8 as update_id, error, attempts from dead_letters where bot_id = $1", [id]);
  }

  async messagesUsed(tenantId: string): Promise<number> {
    const [row] = await this.sql<{ messages_used: number }>("select messages_used from tenants where id = $1", [
      tenantId,
    ]);
    return row!.messages_used;
  }

  /** What the runtime last told about the bot; undefined when nothing, or no more. */
  async report({ id }: TestedBot): Promise<PollReport | undefined> {
    return (await this.coordination.polls.get([id])).get(id);
  }

  /** Waits for a state on the bot's page. */
  async state(bot: TestedBot, state: PollReport["state"], timeoutMs?: number): Promise<PollReport> {
    await this.until(async () => (await this.report(bot))?.state === state, timeoutMs);
    return (await this.report(bot))!;
  }

  /** Waits until a poll of the bot is held. */
  async polling(bot: TestedBot): Promise<void> {
    await this.until(() => bot.sim.polls.held === 1);
  }

  /** Waits until the database names this trouble of the bot. */
  async trouble({ id }: TestedBot, code: string): Promise<void> {
    await this.until(
      async () => (await this.sql("select from bot_errors where bot_id = $1 and code = $2", [id, code])).length === 1,
    );
  }

  async until(holds: () => boolean | Promise<boolean>, timeoutMs = 8_000): Promise<void> {
    await vi.waitUntil(holds, { timeout: timeoutMs, interval: 10 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#stack.disposeAsync();
  }

  /** Queues an update that Telegram itself would not send, past its own checks. */
  pushRaw({ sim }: TestedBot, update: Record<string, unknown>): void {
    sim.queue.push(Object.keys(update)[0] ?? "", update);
    sim.desk.wake();
  }

  async #changed(botId: string): Promise<void> {
    await this.#orm.em.fork().nativeUpdate(Bot, { id: botId }, { revision: raw("nextval('bot_revision')") }, unscoped);
    this.coordination.wakeUps.publish("bot", botId);
  }
}

const unscoped = { filters: { tenant: false } } as const;

const asCommand = ({ responseType, ...fields }: CommandFields) => ({
  responseType:
    responseType ?? (fields.webhookUrl ? "webhook" : fields.menuConfig ? "menu" : fields.textResponse ? "text" : "ai"),
  ...fields,
});
