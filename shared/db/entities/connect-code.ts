/** A code that makes the chat in which it is sent the one that a form notifies. Works once, and not for long. */
import { defineEntity, p } from "@mikro-orm/core";
import { Form } from "./form.ts";
import { createdAt, id } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const ConnectCodeSchema = defineEntity({
  name: "ConnectCode",
  tableName: "connect_codes",
  ...tenantOwned,
  indexes: [{ properties: ["form"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade"),
    botId: p.uuid(),
    form: () => p.manyToOne(Form).ref().deleteRule("cascade"),
    /** SHA-256 of the code, in hex. */
    hash: p.text().hidden().unique(),
    expiresAt: p.datetime(),
    createdAt: createdAt(),
  },
});

export class ConnectCode extends ConnectCodeSchema.class {}
ConnectCodeSchema.setClass(ConnectCode);
