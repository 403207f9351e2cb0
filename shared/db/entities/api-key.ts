/** A key with which a tenant's own programs use the API. Only its hash is kept: it is shown once, when it is made. */
import { defineEntity, p } from "@mikro-orm/core";
import { createdAt, id } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const ApiKeySchema = defineEntity({
  name: "ApiKey",
  tableName: "api_keys",
  ...tenantOwned,
  indexes: [{ properties: ["tenant"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade"),
    name: p.text(),
    /** SHA-256 of the key, in hex. The key has 256 random bits, so it needs no salt. */
    hash: p.text().hidden().unique(),
    /** The key's last four characters, to tell keys apart. */
    last4: p.text(),
    createdAt: createdAt(),
    lastUsedAt: p.datetime().nullable(),
  },
});

export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);
