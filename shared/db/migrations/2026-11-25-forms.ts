/** Forms and what people answer, bots without a token, and updates that come from elsewhere than Telegram. */
import { Migration } from "@mikro-orm/migrations";

const tenantTables = ["forms", "form_submissions", "conversation_state"];

export class Forms extends Migration {
  override up(): void {
    this.addSql(`
    create table "forms" ("id" uuid not null, "tenant_id" uuid not null, "bot_id" uuid not null, "name" text not null, "description" text not null default '', "version" int not null default 1, "fields" jsonb not null, "default_country" text null, "on_complete_action" text not null default 'save', "webhook_url" text null, "notification_chat_id" bigint null, "notification_chat_title" text null, "ai_prompt" text null, "completion_message" text null, "is_active" boolean not null default true, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    create index "forms_bot_id_index" on "forms" ("bot_id");
    alter table "forms" add constraint "forms_on_complete_action_check" check ("on_complete_action" in ('save', 'notify', 'webhook', 'ai'));
    alter table "forms" add constraint "forms_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "forms" add constraint "forms_bot_id_foreign" foreign key ("bot_id") references "bots" ("id") on delete cascade;

    create table "form_submissions" ("id" uuid not null, "tenant_id" uuid not null, "form_id" uuid not null, "bot_id" uuid not null, "form_version" int not null, "conversation_id" uuid null, "telegram_user_id" bigint null, "telegram_username" text null, "telegram_first_name" text null, "start_parameter" text null, "state" text not null, "answers" jsonb not null, "action_state" text not null default 'none', "action_error" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    create index "form_submissions_form_id_id_index" on "form_submissions" ("form_id", "id");
    alter table "form_submissions" add constraint "form_submissions_state_check" check ("state" in ('partial', 'complete'));
    alter table "form_submissions" add constraint "form_submissions_action_state_check" check ("action_state" in ('none', 'pending', 'done', 'failed'));
    alter table "form_submissions" add constraint "form_submissions_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "form_submissions" add constraint "form_submissions_form_id_foreign" foreign key ("form_id") references "forms" ("id") on delete cascade;

    alter table "commands" drop constraint "commands_response_type_check";
    alter table "commands" add constraint "commands_response_type_check" check ("response_type" in ('text', 'ai', 'form', 'menu', 'webhook'));
    alter table "commands" add column "form_id" uuid null references "forms" ("id") on delete set null;
    alter table "commands" add column "webhook_url" text null;

    -- What a conversation of the plugin of that name has come to: written with the update that brought it there.
    create table "conversation_state" (
      "bot_id" uuid not null references "bots" ("id") on delete cascade,
      "tenant_id" uuid not null,
      "chat_id" bigint not null,
      "user_id" bigint not null,
      "state" json not null,
      "updated_at" timestamptz not null default now(),
      primary key ("bot_id", "chat_id", "user_id")
    );

    -- A bot can be tried in the page before it has a token.
    alter table "bots" alter column "telegram_id" drop not null;
    alter table "bots" alter column "username" drop not null;
    alter table "bots" alter column "token_sealed" drop not null;

    -- Where an update came from. What Telegram did not bring has ids of our own, below zero.
    alter table "inbox" add column "channel" text not null default 'telegram';
    create sequence "inbox_own_update_id" increment -1 maxvalue -1 start -1;
    create index "inbox_elsewhere_pending" on "inbox" ("shard", "seq") where "done_at" is null and "channel" <> 'telegram';
    grant usage on sequence "inbox_own_update_id" to botfactory_tenant;
    `);
    for (const table of tenantTables)
      this.addSql(`
        alter table "${table}" enable row level security;
        alter table "${table}" force row level security;
        create policy "${table}_tenant_policy" on "${table}" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
        create policy "${table}_system_policy" on "${table}" to current_user using (true);
        grant select, insert, update, delete on "${table}" to botfactory_tenant;
      `);
  }
}
