/** What a bot is set up to say and do: loaded when it is first needed, kept while it is current and in use. */
import { LRUCache } from "lru-cache";
import { Bot } from "#shared/db/entities/bot.ts";
import { Command } from "#shared/db/entities/command.ts";
import { Form } from "#shared/db/entities/form.ts";
import type { Orm } from "#shared/db/open.ts";
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

/** @param max bots whose configuration is kept in memory */
export function createBotConfigs({ orm, max = 2_000 }: { orm: Orm; max?: number }): BotConfigs {
  const cache = new LRUCache<string, Promise<BotConfig>>({ max });
  return {
    of(bot) {
      const key = `${bot.id}:${bot.revision}`;
      let config = cache.get(key);
      if (!config) {
        config = load(orm, bot.id);
        cache.set(key, config);
        config.catch(() => cache.delete(key));
      }
      return config;
    },
  };
}

const unscoped = { filters: { tenant: false } } as const;

async function load(orm: Orm, botId: string): Promise<BotConfig> {
  const em = orm.em.fork();
  const bot = await em.findOne(Bot, botId, unscoped);
  if (!bot) throw new BotGone();
  const commands = await em.find(
    Command,
    { bot: botId, isActive: true },
    { ...unscoped, orderBy: { priority: "desc", name: "asc" } },
  );
  const forms = await em.find(Form, { bot: botId }, unscoped);
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
    usesForms: forms.length > 0 || (await isFilledIn(em, botId)),
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

/** Whoever was filling in a form that was deleted is told so. */
async function isFilledIn(em: Orm["em"], botId: string): Promise<boolean> {
  const rows = await em.getConnection().execute("select from conversation_state where bot_id = ? limit 1", [botId]);
  return rows.length > 0;
}
