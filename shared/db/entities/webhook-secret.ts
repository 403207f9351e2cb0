/** A secret with which a tenant's webhooks are signed. */
import { defineEntity, p } from "@mikro-orm/core";
import { createdAt, id } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const WebhookSecretSchema = defineEntity({
  name: "WebhookSecret",
  tableName: "webhook_secrets",
  ...tenantOwned,
  indexes: [{ properties: ["tenant"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade"),
    /** Sealed for `webhook-secret:<id>`. */
    secretSealed: p.text().hidden().lazy(),
    last4: p.text(),
    createdAt: createdAt(),
    /** Null: it does not end. */
    expiresAt: p.datetime().nullable(),
  },
});

export class WebhookSecret extends WebhookSecretSchema.class {}
WebhookSecretSchema.setClass(WebhookSecret);
