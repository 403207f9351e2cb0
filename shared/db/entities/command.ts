/** What a bot does when somebody sends /name. */
import { defineEntity, p } from "@mikro-orm/core";
import { ResponseType } from "#shared/schemas/command.ts";
import type { MenuConfig } from "#shared/schemas/menu.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { Bot } from "./bot.ts";
import { Form } from "./form.ts";
import { createdAt, id, updatedAt } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const CommandSchema = defineEntity({
  name: "Command",
  tableName: "commands",
  ...tenantOwned,
  uniques: [{ properties: ["bot", "name"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade"),
    bot: () => p.manyToOne(Bot).ref().deleteRule("cascade"),
    name: p.text(),
    description: p.text().default(""),
    descriptions: p.json<Translations>().nullable(),
    responseType: p.enum(ResponseType.options),
    textResponse: p.text().nullable(),
    textResponses: p.json<Translations>().nullable(),
    aiPromptOverride: p.text().nullable(),
    form: () => p.manyToOne(Form).ref().nullable().deleteRule("set null"),
    webhookUrl: p.text().nullable(),
    menuConfig: p.json<MenuConfig>().nullable(),
    isActive: p.boolean().default(true),
    priority: p.integer().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export class Command extends CommandSchema.class {}
CommandSchema.setClass(Command);
