/** A tenant: who owns bots, people and data. To Better Auth it is an organisation. */
import { defineEntity, p } from "@mikro-orm/core";
import { PlanId } from "#shared/schemas/plan.ts";
import { createdAt, id } from "./ids.ts";
import { tenantItself } from "./tenancy.ts";

const TenantSchema = defineEntity({
  name: "Tenant",
  tableName: "tenants",
  ...tenantItself,
  properties: {
    id: id(),
    name: p.text(),
    slug: p.text().unique(),
    logo: p.text().nullable(),
    metadata: p.text().nullable(),
    plan: p.enum(PlanId.options).default("free"),
    planExpiresAt: p.datetime().nullable(),
    /** Overrides the plan's limit; null leaves it to the plan. */
    maxBots: p.integer().nullable(),
    maxMessagesPerMonth: p.integer().nullable(),
    /** Inbound messages counted in `usageMonth`. */
    messagesUsed: p.integer().default(0),
    /** First day of the month (UTC) that `messagesUsed` counts; another month means none yet. */
    usageMonth: p.string().columnType("date").nullable(),
    /** Sealed for `tenant:<id>:openai`. */
    openaiApiKeySealed: p.text().hidden().nullable().lazy(),
    usePlatformKey: p.boolean().default(true),
    createdAt: createdAt(),
  },
});

export class Tenant extends TenantSchema.class {}
TenantSchema.setClass(Tenant);
