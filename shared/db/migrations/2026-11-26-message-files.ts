/** Files that came with messages: which are to be fetched, which were kept, and why others were not. */
import { Migration } from "@mikro-orm/migrations";

export class MessageFiles extends Migration {
  override up(): void {
    this.addSql(`
    alter table "preview_files" add column "name" text null;

    -- One for each message that brought a file, by the update that carried it: messages without one cost nothing.
    create table "message_files" (
      "inbox_seq" bigint primary key,
      "tenant_id" uuid not null,
      "bot_id" uuid not null references "bots" ("id") on delete cascade,
      "telegram_file_id" text not null,
      "name" text null,
      "state" text not null check ("state" in ('pending', 'kept', 'too_large', 'unavailable')),
      "tries" int not null default 0,
      -- Who fetches it has it until then.
      "due_at" timestamptz not null default now(),
      "created_at" timestamptz not null default now()
    );
    create index "message_files_due" on "message_files" ("due_at") where "state" = 'pending';
    create index "message_files_bot_id" on "message_files" ("bot_id");
    alter table "message_files" enable row level security;
    alter table "message_files" force row level security;
    create policy "message_files_tenant_policy" on "message_files" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    create policy "message_files_system_policy" on "message_files" to current_user using (true);
    grant select, insert, update, delete on "message_files" to botfactory_tenant;

    -- Unique: what two have fetched is kept once, and the other is nobody's.
    alter table "files" add column "inbox_seq" bigint null unique references "message_files" ("inbox_seq") on delete cascade;
    drop index "files_nobodys";
    create index "files_nobodys" on "files" ("created_at") where "submission_id" is null and "inbox_seq" is null;

    -- However a message goes: by its age, or with its conversation, bot or tenant.
    create function delete_files_of_gone_messages() returns trigger language plpgsql as $$
    begin
      delete from message_files where inbox_seq in (select inbox_seq from gone where step = 0);
      return null;
    end $$;
    create trigger "messages_delete_files" after delete on "messages"
      referencing old table as gone for each statement execute function delete_files_of_gone_messages();
    `);
  }
}
