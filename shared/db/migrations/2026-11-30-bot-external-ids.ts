/** By which its channel knows a bot. The version before writes none: its bots are Telegram's, known by `telegram_id`. */
import { Migration } from "@mikro-orm/migrations";

export class BotExternalIds extends Migration {
  override up(): void {
    this.addSql(`
    set local lock_timeout = '500ms';
    alter table "bots" add column "external_id" text null;
    -- Nothing is in it yet: it is made by one look at a small table.
    create unique index "bots_channel_external_id_unique" on "bots" ("channel", "external_id") where "external_id" is not null;
    `);
  }
}
