/** What tenants have bots say instead of built-in sentences, texts in several languages, and bots' menu buttons. */
import { Migration } from "@mikro-orm/migrations";

export class Sentences extends Migration {
  override up(): void {
    this.addSql(`
    alter table "bots" add column "sentences" jsonb null;
    alter table "bots" add column "welcome_messages" jsonb null;
    alter table "bots" add column "fallback_messages" jsonb null;
    alter table "bots" add column "menu_button" jsonb null;
    alter table "bots" add column "menu_button_hash" text null;
    alter table "commands" add column "text_responses" jsonb null;
    alter table "commands" add column "descriptions" jsonb null;
    `);
  }
}
