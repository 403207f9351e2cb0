/**
 * What is deleted goes at once, however much hangs on it: its own row goes, and is noted; what it leaves behind is removed
 * afterwards, in small batches. Before, foreign keys took all of it along in one transaction, and whoever wrote for the bot
 * waited for that. Noted by the database itself: so whatever the version before deletes is removed as well.
 */
import { Migration } from "@mikro-orm/migrations";

/** What can be many rows: their foreign keys, by which they went along, and which each new row paid for. */
const cascades = [
  ["conversations", "bot_id"],
  ["conversations", "tenant_id"],
  ["form_submissions", "form_id"],
  ["form_submissions", "tenant_id"],
  ["files", "bot_id"],
  ["files", "tenant_id"],
  ["webhook_deliveries", "bot_id"],
  ["webhook_deliveries", "tenant_id"],
  ["preview_sessions", "bot_id"],
  ["preview_sessions", "tenant_id"],
  ["conversation_state", "bot_id"],
  ["message_files", "bot_id"],
  ["addresses", "bot_id"],
  ["dead_letters", "bot_id"],
] as const;

export class Deletions extends Migration {
  override up(): void {
    this.addSql(`
    -- What is in use is left alone, and tried again later. First what commits lock first: so neither waits for the other.
    set local lock_timeout = '500ms';
    lock table "bots", "tenants", "forms" in access exclusive mode;

    create table "deletions" (
      -- A bot, a form, or a conversation.
      "kind" text not null,
      "id" uuid not null,
      "tenant_id" uuid not null,
      -- Where its removal has come to, and how many rows are gone.
      "step" smallint not null default 0,
      "removed" bigint not null default 0,
      -- When all was found removed; it is looked for once more, as somebody may still have been writing.
      "emptied_at" timestamptz null,
      "due_at" timestamptz not null default now(),
      "created_at" timestamptz not null default now(),
      primary key ("kind", "id")
    );
    create index "deletions_due_at" on "deletions" ("due_at");
    -- The system's own: no tenant sees what is left of something deleted.
    alter table "deletions" enable row level security;
    alter table "deletions" force row level security;
    create policy "deletions_system_policy" on "deletions" to current_user using (true);

    create function note_deletion() returns trigger language plpgsql
      security definer set search_path = public, pg_temp as $$
    begin
      insert into deletions (kind, id, tenant_id) select tg_argv[0], id, tenant_id from gone on conflict do nothing;
      return null;
    end $$;
    create trigger "bots_note_deletion" after delete on "bots"
      referencing old table as gone for each statement execute function note_deletion('bot');
    create trigger "forms_note_deletion" after delete on "forms"
      referencing old table as gone for each statement execute function note_deletion('form');

    -- Of conversations only those that leave messages behind. The trigger that deleted them goes on to call this.
    create or replace function delete_messages_of_gone_conversations() returns trigger language plpgsql
      security definer set search_path = public, pg_temp as $$
    begin
      insert into deletions (kind, id, tenant_id) select 'conversation', id, tenant_id from gone
      where exists (select from messages where messages.conversation_id = gone.id)
      on conflict do nothing;
      return null;
    end $$;

    -- Each form that is deleted is looked for in it.
    create index "commands_form_id_index" on "commands" ("form_id") where "form_id" is not null;
    `);
    for (const [table, column] of cascades)
      this.addSql(`alter table "${table}" drop constraint "${table}_${column}_${suffix(table)}";`);
  }
}

/** As the two ways to write a foreign key have named them. */
function suffix(table: (typeof cascades)[number][0]): "foreign" | "fkey" {
  return ["conversations", "form_submissions", "files"].includes(table) ? "foreign" : "fkey";
}
