/** Questions that a bot asks in the chat. */
import { defineEntity, p } from "@mikro-orm/core";
import { CompleteAction, type Field } from "#shared/schemas/form.ts";
import type { Translations } from "#shared/schemas/translations.ts";
import { Bot } from "./bot.ts";
import { createdAt, id, updatedAt } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const FormSchema = defineEntity({
  name: "Form",
  tableName: "forms",
  ...tenantOwned,
  indexes: [{ properties: ["bot"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade"),
    bot: () => p.manyToOne(Bot).ref().deleteRule("cascade"),
    name: p.text(),
    names: p.json<Translations>().nullable(),
    description: p.text().default(""),
    /** Grows with each change of the questions. */
    version: p.integer().default(1),
    fields: p.json<Field[]>(),
    /** ISO 3166, two letters. */
    defaultCountry: p.text().nullable(),
    onCompleteAction: p.enum(CompleteAction.options).default("save"),
    webhookUrl: p.text().nullable(),
    notificationChatId: p.bigint("number").nullable(),
    notificationChatTitle: p.text().nullable(),
    aiPrompt: p.text().nullable(),
    completionMessage: p.text().nullable(),
    completionMessages: p.json<Translations>().nullable(),
    isActive: p.boolean().default(true),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export class Form extends FormSchema.class {}
FormSchema.setClass(Form);
