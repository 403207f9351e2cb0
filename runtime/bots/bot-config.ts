/** What a bot is set up to say and do: loaded when it is first needed, kept while it is current and in use. */
import { Bot } from "#shared/db/entities/bot.ts";
import { Command } from "#shared/db/entities/command.ts";
import { Form } from "#shared/db/entities/form.ts";
import type { Orm } from "#shared/db/open.ts";
import { batched } from "#shared/lifecycle/batched.ts";
import { recentlyUsed } from "#shared/recently-used.ts";
import type { BotMenuButton } from "#shared/schemas/bot.ts";
import type { ResponseType } from "#shared/schemas/command.ts";
import type { CompleteAction, Field } from "#shared/schemas/form.ts";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import type { SentenceOverrides } from "#shared/schemas/sentence.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { BotGone } from "../committer/bot-gone.ts";
import { type MenuIndex, menuIndex } from "./menu-index.ts";
import type { ServedBot } from "./served-bot.ts";

export interface BotConfig {
  readonly name: string;
  readonly aiEnabled: boolean;
  readonly systemPrompt: string;
  readonly aiModel: string;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly welcomeMessage: string | null;
  readonly welcomeMessages: Translations;
  readonly fallbackMessage: string | null;
  readonly fallbackMessages: Translations;
  /** What is said instead of built-in sentences. */
  readonly sentences: SentenceOverrides;
  readonly menuButton: BotMenuButton;
  /** Active commands by name, the highest priority first. */
  readonly commands: ReadonlyMap<string, CommandConfig>;
  readonly menus: MenuIndex;
  /** Active forms by id. */
  readonly forms: ReadonlyMap<string, FormConfig>;
  /** Whether anybody may be filling in a form, also one that is no longer active. */
  readonly usesForms: boolean;
}

export interface FormConfig {
  readonly id: string;
  readonly name: string;
  readonly names: Translations;
  readonly version: number;
  readonly fields: readonly Field[];
  readonly defaultCountry: string | null;
  readonly onCompleteAction: CompleteAction;
  readonly aiPrompt: string | null;
  readonly completionMessage: string | null;
  readonly completionMessages: Translations;
}

export interface CommandConfig {
  readonly name: string;
  readonly description: string;
  readonly descriptions: Translations;
  readonly responseType: ResponseType;
  readonly textResponse: string | null;
  readonly textResponses: Translations;
  readonly aiPromptOverride: string | null;
  readonly menuConfig: MenuConfig | null;
  readonly formId: string | null;
  readonly webhookUrl: string | null;
}

export interface BotConfigs {
  /** @throws {BotGone} */
  of(bot: ServedBot): Promise<BotConfig>;
}

/**
 * Those that are asked for at the same time are read together: after a fail-over thousands may be.
 *
 * @param max bots whose configuration is kept in memory
 */
export function createBotConfigs({ orm, max = 5_000 }: { orm: Orm; max?: number }): BotConfigs {
  const cache = recentlyUsed<Promise<BotConfig>>({ max });
  const read = batched((botIds: readonly string[]) => readAll(orm, botIds));
  const load = async (botId: string) => {
    const rows = await read(botId);
    if (!rows) throw new BotGone();
    return configOf(rows);
  };
  return {
    of(bot) {
      const key = `${bot.id}:${bot.revision}`;
      let config = cache.get(key);
      if (!config) {
        config = load(bot.id);
        cache.set(key, config);
        config.catch(() => cache.delete(key));
      }
      return config;
    },
  };
}

/** What is read of one bot. */
interface Rows {
  bot: Bot;
  commands: Command[];
  forms: Form[];
  /** Whether somebody may be filling in a form that it no longer has. */
  isFilledIn: boolean;
}

const unscoped = { filters: { tenant: false } } as const;

/** Bots in one query. */
const readAtOnce = 200;

/** @returns the rows of each; `null` for a bot that is gone */
async function readAll(orm: Orm, botIds: readonly string[]): Promise<(Rows | null)[]> {
  const ids = [...new Set(botIds)];
  const found = new Map<string, Rows>();
  for (let at = 0; at < ids.length; at += readAtOnce) {
    for (const rows of await readSome(orm, ids.slice(at, at + readAtOnce))) found.set(rows.bot.id, rows);
  }
  return botIds.map((id) => found.get(id) ?? null);
}

async function readSome(orm: Orm, ids: string[]): Promise<Rows[]> {
  const em = orm.em.fork();
  const bots = await em.find(Bot, { id: { $in: ids } }, unscoped);
  const commands = await em.find(
    Command,
    { bot: { $in: ids }, isActive: true },
    { ...unscoped, orderBy: { priority: "desc", name: "asc" } },
  );
  const forms = await em.find(Form, { bot: { $in: ids } }, unscoped);
  const commandsOf = Map.groupBy(commands, ({ bot }) => bot.id);
  const formsOf = Map.groupBy(forms, ({ bot }) => bot.id);
  const filledIn = await filledInOf(
    em,
    ids.filter((id) => !formsOf.has(id)),
  );
  return bots.map((bot) => ({
    bot,
    commands: commandsOf.get(bot.id) ?? [],
    forms: formsOf.get(bot.id) ?? [],
    isFilledIn: filledIn.has(bot.id),
  }));
}

function configOf({ bot, commands, forms, isFilledIn }: Rows): BotConfig {
  const { name, aiEnabled, systemPrompt, aiModel, temperature, maxTokens } = bot;
  return {
    name,
    aiEnabled,
    systemPrompt,
    aiModel,
    temperature,
    maxTokens,
    welcomeMessage: bot.welcomeMessage ?? null,
    welcomeMessages: bot.welcomeMessages ?? {},
    fallbackMessage: bot.fallbackMessage ?? null,
    fallbackMessages: bot.fallbackMessages ?? {},
    sentences: bot.sentences ?? {},
    menuButton: bot.menuButton ?? { type: "default" },
    commands: new Map(commands.map((command) => [command.name, commandConfig(command)])),
    forms: new Map(forms.filter(({ isActive }) => isActive).map((form) => [form.id, formConfig(form)])),
    usesForms: forms.length > 0 || isFilledIn,
    menus: menuIndex(commands.flatMap(({ name, menuConfig }) => (menuConfig ? [{ name, menu: menuConfig }] : []))),
  };
}

const commandConfig = (command: Command): CommandConfig => ({
  name: command.name,
  description: command.description,
  descriptions: command.descriptions ?? {},
  responseType: command.responseType,
  textResponse: command.textResponse ?? null,
  textResponses: command.textResponses ?? {},
  aiPromptOverride: command.aiPromptOverride ?? null,
  menuConfig: command.menuConfig ?? null,
  formId: command.form?.id ?? null,
  webhookUrl: command.webhookUrl ?? null,
});

const formConfig = (form: Form): FormConfig => ({
  id: form.id,
  name: form.name,
  names: form.names ?? {},
  version: form.version,
  fields: form.fields,
  defaultCountry: form.defaultCountry ?? null,
  onCompleteAction: form.onCompleteAction,
  aiPrompt: form.aiPrompt ?? null,
  completionMessage: form.completionMessage ?? null,
  completionMessages: form.completionMessages ?? {},
});

/** Whoever was filling in a form that was deleted is told so. @returns those of the bots where somebody may be */
async function filledInOf(em: Orm["em"], botIds: readonly string[]): Promise<Set<string>> {
  if (botIds.length === 0) return new Set();
  const rows = await em.getConnection().execute<{ id: string }[]>(
    `select id from unnest(?::uuid[]) as asked (id)
       where exists (select from conversation_state where bot_id = asked.id)`,
    [`{${botIds.join()}}`],
  );
  return new Set(rows.map(({ id }) => id));
}
