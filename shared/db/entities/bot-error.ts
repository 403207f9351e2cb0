/** The last thing that went wrong with a bot. Kept so that its page can still tell after a restart. */
import { defineEntity, p } from "@mikro-orm/core";
import { Bot } from "./bot.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const BotErrorSchema = defineEntity({
  name: "BotError",
  tableName: "bot_errors",
  ...tenantOwned,
  properties: {
    bot: () => p.oneToOne(Bot).ref().primary().deleteRule("cascade"),
    tenant: () => p.manyToOne(Tenant).ref().deleteRule("cascade"),
    code: p.text(),
    message: p.text(),
    at: p.datetime(),
  },
});

export class BotError extends BotErrorSchema.class {}
BotErrorSchema.setClass(BotError);
