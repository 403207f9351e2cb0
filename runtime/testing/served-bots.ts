/**
 * What a test does with bots, and what it sees of them, whoever serves them: a runtime of its own, or one that it shares.
 */

import { randomUUIDv7 } from "node:crypto";
import { raw } from "@mikro-orm/core";
import { vi } from "vitest";
import type { z } from "zod";
import { shardOf } from "#shared/cluster/shard-of.ts";
import type { Coordination, PollReport } from "#shared/coordination/coordination.ts";
import { Bot } from "#shared/db/entities/bot.ts";
import { Command } from "#shared/db/entities/command.ts";
import { Form } from "#shared/db/entities/form.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import type { Orm } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { CreateForm } from "#shared/schemas/form.ts";
import { sealBotToken } from "#shared/secrets/bot-token.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import type { OpenAiAccount } from "#shared/testing/openai/account.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import type { NewBot } from "#shared/testing/telegram/bot.ts";
import type { Telegram } from "#shared/testing/telegram/telegram.ts";
import type { BotFields, CommandFields, MessageRow, SubmissionRow, TenantFields, TestedBot } from "./tested-bot.ts";

/** Bots are spread over so many. */
export const shards = 4;

/** Telegram, as far as a test that shares it may touch it. */
export type TelegramForTests = Pick<
  Telegram,
  "url" | "addBot" | "user" | "group" | "channel" | "observe" | "inject" | "cutPolls"
>;

/** What bots stand on. */
export interface Ground {
  coordination: Coordination;
  orm: Orm;
  files: FileStore;
  vault: Vault;
  /** The settings, as a process has them in its environment. */
  env: Readonly<Record<string, string>>;
  /** Every line logged so far. */
  logged: readonly string[];
}

export abstract class ServedBots {
  abstract readonly telegram: TelegramForTests;
  abstract readonly openai: OpenAiAccount;
  readonly coordination: Coordination;
  /** Every line logged so far. */
  readonly logged: readonly string[];
  /** The settings, as a process has them in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where photos are kept. */
  readonly files: FileStore;
  readonly #orm: Orm;
  readonly #vault: Vault;

  constructor({ coordination, orm, files, vault, env, logged }: Ground) {
    this.coordination = coordination;
    this.env = env;
    this.files = files;
    this.logged = logged;
    this.#orm = orm;
    this.#vault = vault;
  }

  /** Asks the database. */
  abstract sql<Row = Record<string, unknown>>(query: string, values?: unknown[]): Promise<Row[]>;

  /** Whether a runtime in this process takes up bots now. */
  protected abstract get serving(): boolean;

  /** Whose a bot is of which the test says nothing. */
  protected abstract tenantOfNewBot(): Promise<string>;

  async addTenant({ plan = "enterprise", ...fields }: TenantFields = {}, id = randomUUIDv7()): Promise<string> {
    const em = this.#orm.em.fork();
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
    const tenantId = tenant ?? (await this.tenantOfNewBot());
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
    if (this.serving && fields.isActive !== false) await this.polling(bot);
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

  async until(holds: () => boolean | Promise<boolean>, timeoutMs = patienceMs): Promise<void> {
    await vi.waitUntil(holds, { timeout: timeoutMs, interval: 10 });
  }

  /** Queues an update that Telegram itself would not send, past its own checks. */
  pushRaw({ sim }: TestedBot, update: Record<string, unknown>): void {
    sim.queue.push(Object.keys(update)[0] ?? "", update);
    sim.longPolls.wake();
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
