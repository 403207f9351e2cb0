/** Files that were kept, and the keys whose bytes are to be deleted: no file is forgotten, whatever dies when. */
import { Migration } from "@mikro-orm/migrations";

export class Files extends Migration {
  override up(): void {
    this.addSql(`
    create table "files" ("id" uuid not null, "tenant_id" uuid not null, "bot_id" uuid not null, "submission_id" uuid null, "storage_key" text not null, "content_type" text not null, "size" bigint not null, "name" text null, "created_at" timestamptz not null default now(), primary key ("id"));
    alter table "files" add constraint "files_storage_key_unique" unique ("storage_key");
    create index "files_tenant_id_index" on "files" ("tenant_id");
    create index "files_bot_id_index" on "files" ("bot_id");
    create index "files_submission_id_index" on "files" ("submission_id");
    create index "files_nobodys" on "files" ("created_at") where "submission_id" is null;
    alter table "files" add constraint "files_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "files" add constraint "files_bot_id_foreign" foreign key ("bot_id") references "bots" ("id") on delete cascade;
    alter table "files" add constraint "files_submission_id_foreign" foreign key ("submission_id") references "form_submissions" ("id") on delete cascade;
    alter table "files" enable row level security;
    alter table "files" force row level security;
    create policy "files_tenant_policy" on "files" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    create policy "files_system_policy" on "files" to current_user using (true);
    grant select, insert, update, delete on "files" to botfactory_tenant;

    -- Where bytes lie, or may lie, that belong to no row of files. They are noted here before they are stored, too.
    create table "file_deletions" (
      "storage_key" text primary key,
      "due_at" timestamptz not null default now()
    );
    create index "file_deletions_due_at" on "file_deletions" ("due_at");

    -- However a row goes: by itself, or with its submission, form, bot or tenant.
    create function note_bytes_of_deleted_files() returns trigger language plpgsql
      security definer set search_path = public, pg_temp as $$
    begin
      insert into file_deletions (storage_key) select storage_key from gone on conflict do nothing;
      return null;
    end $$;
    create trigger "files_note_bytes" after delete on "files"
      referencing old table as gone for each statement execute function note_bytes_of_deleted_files();

    -- A submission owns the files that its answers name, from the moment it is stored; and no longer than they name them.
    create function own_answered_files() returns trigger language plpgsql as $$
    declare
      answered uuid[] := array(
        select distinct (answer.value ->> 'fileId')::uuid from jsonb_each(new.answers) answer
        where jsonb_typeof(answer.value) = 'object'
          and answer.value ->> 'fileId' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      );
    begin
      update files set submission_id = new.id where id = any (answered) and bot_id = new.bot_id;
      update files set submission_id = null where submission_id = new.id and not (id = any (answered));
      return null;
    end $$;
    create trigger "form_submissions_own_files" after insert or update of "answers" on "form_submissions"
      for each row when (jsonb_path_exists(new.answers, '$.*.fileId'))
      execute function own_answered_files();
    create trigger "form_submissions_disown_files" after update of "answers" on "form_submissions"
      for each row when (jsonb_path_exists(old.answers, '$.*.fileId') and not jsonb_path_exists(new.answers, '$.*.fileId'))
      execute function own_answered_files();
    `);
  }
}
