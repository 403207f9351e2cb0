/** An update given up after its last attempt. What came in stays in the inbox for as long, so that it can be tried again. */
import { defineEntity, p } from "@mikro-orm/core";
import { Bot } from "./bot.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const DeadLetterSchema = defineEntity({
  name: "DeadLetter",
  tableName: "dead_letters",
  ...tenantOwned,
  properties: {
    /** Of the update in the inbox. */
    id: p.bigint("string").primary().autoincrement(false).fieldName("seq"),
    tenant: () => p.manyToOne(Tenant).ref().createForeignKeyConstraint(false),
    bot: () => p.manyToOne(Bot).ref().deleteRule("cascade"),
    updateId: p.bigint("string"),
    payload: p.json<unknown>().columnType("json"),
    error: p.text(),
    attempts: p.smallint(),
    receivedAt: p.datetime(),
    diedAt: p.datetime().defaultRaw("now()"),
  },
});

export class DeadLetter extends DeadLetterSchema.class {}
DeadLetterSchema.setClass(DeadLetter);
