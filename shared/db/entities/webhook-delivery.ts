/** What is posted to a tenant's address until it arrives or is given up. Any runtime of the cluster sends it. */
import { defineEntity, p } from "@mikro-orm/core";
import { type DeliveryAttempt, DeliveryState, WebhookEvent } from "#shared/schemas/webhook-delivery.ts";
import { createdAt, id, updatedAt } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const WebhookDeliverySchema = defineEntity({
  name: "WebhookDelivery",
  tableName: "webhook_deliveries",
  ...tenantOwned,
  indexes: [{ properties: ["botId", "id"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().createForeignKeyConstraint(false),
    botId: p.uuid(),
    submissionId: p.uuid().unique().nullable(),
    event: p.enum(WebhookEvent.options),
    url: p.text(),
    payload: p.json<unknown>().columnType("json"),
    state: p.enum(DeliveryState.options).default("pending"),
    /** The latest, oldest first. */
    attempts: p.json<DeliveryAttempt[]>(),
    nextAttemptAt: p.datetime().nullable(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
});

export class WebhookDelivery extends WebhookDeliverySchema.class {}
WebhookDeliverySchema.setClass(WebhookDelivery);
