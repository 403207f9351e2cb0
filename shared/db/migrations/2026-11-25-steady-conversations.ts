/**
 * A conversation that is written to again is rewritten in place: no index names what changes with every message. Its list
 * finds it by the hour in which that was, which seldom changes, and sorts the few that share one.
 */
import { Migration } from "@mikro-orm/migrations";

export class SteadyConversations extends Migration {
  override up(): void {
    this.addSql(`
    drop index "conversations_bot_id_last_message_at_id_index";
    alter table "conversations" add column "last_message_hour" timestamp generated always as (date_trunc('hour', "last_message_at" at time zone 'UTC')) stored;
    create index "conversations_bot_id_last_message_hour_index" on "conversations" ("bot_id", "last_message_hour");
    alter table "conversations" set (fillfactor = 70);
    `);
  }
}
