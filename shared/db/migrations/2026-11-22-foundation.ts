/** The foundation: accounts, tenants, bots, conversations, the inbox and the shards. */
import { Migration } from "@mikro-orm/migrations";

/**
 * Tables whose rows belong to a tenant. Requests run as the role `botfactory_tenant`, which sees its own tenant's
 * rows alone; the system, who made the tables, sees all, also where it is no superuser.
 */
const tenantTables = [
  "tenants",
  "bots",
  "commands",
  "conversations",
  "messages",
  "bot_errors",
  "api_keys",
  "inbox",
  "dead_letters",
];

export class Foundation extends Migration {
  override up(): void {
    this.addSql(`
    -- Roles belong to the whole server: another database may have made this one, even at this moment.
    do $$ begin
      if not exists (select from pg_roles where rolname = 'botfactory_tenant') then
        create role botfactory_tenant nologin nobypassrls;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$;
    grant botfactory_tenant to current_user;
    grant usage on schema public to botfactory_tenant;

    create sequence "bot_revision";
    create table "jwks" ("id" uuid not null, "public_key" text not null, "private_key" text not null, "alg" text null, "crv" text null, "created_at" timestamptz not null default now(), "expires_at" timestamptz null, primary key ("id"));
    create table "shards" ("id" int not null, "owner" text null, "epoch" int not null default 0, primary key ("id"));
    create index "shards_owner_index" on "shards" ("owner");
    create table "tenants" ("id" uuid not null, "name" text not null, "slug" text not null, "logo" text null, "metadata" text null, "plan" text not null default 'free', "plan_expires_at" timestamptz null, "max_bots" int null, "max_messages_per_month" int null, "messages_used" int not null default 0, "usage_month" date null, "openai_api_key_sealed" text null, "use_platform_key" boolean not null default true, "created_at" timestamptz not null default now(), primary key ("id"));
    alter table "tenants" add constraint "tenants_slug_unique" unique ("slug");
    alter table "tenants" add constraint "tenants_plan_check" check ("plan" in ('free', 'starter', 'pro', 'enterprise'));
    create table "bots" ("id" uuid not null, "tenant_id" uuid not null, "telegram_id" bigint not null, "username" text not null, "token_sealed" text not null, "name" text not null, "description" text null, "is_active" boolean not null default true, "ai_enabled" boolean not null default true, "system_prompt" text not null default '', "ai_model" text not null default 'gpt-4o-mini', "temperature" double precision not null default 0.7, "max_tokens" int not null default 1000, "welcome_message" text null, "fallback_message" text null, "shard" int not null, "revision" bigint not null default nextval('bot_revision'), "commands_hash" text null, "commands_revision" bigint null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    alter table "bots" add constraint "bots_telegram_id_unique" unique ("telegram_id");
    create index "bots_tenant_id_index" on "bots" ("tenant_id");
    create index "bots_shard_revision_index" on "bots" ("shard", "revision");
    create table "conversations" ("id" uuid not null, "tenant_id" uuid not null, "bot_id" uuid not null, "chat_id" bigint not null, "chat_type" text not null, "chat_title" text null, "telegram_user_id" bigint null, "telegram_username" text null, "telegram_first_name" text null, "state" text not null default 'active', "context" jsonb not null default '{}', "messages_count" int not null default 0, "last_message" text null, "started_at" timestamptz not null default now(), "last_message_at" timestamptz not null default now(), primary key ("id"));
    create index "conversations_bot_id_last_message_at_id_index" on "conversations" ("bot_id", "last_message_at", "id");
    alter table "conversations" add constraint "conversations_bot_id_chat_id_unique" unique ("bot_id", "chat_id");
    alter table "conversations" add constraint "conversations_chat_type_check" check ("chat_type" in ('private', 'group', 'supergroup', 'channel'));
    alter table "conversations" add constraint "conversations_state_check" check ("state" in ('active', 'blocked'));
    create table "messages" ("id" uuid not null, "tenant_id" uuid not null, "conversation_id" uuid not null, "bot_id" uuid not null, "inbox_seq" bigint not null, "step" smallint not null, "direction" text not null, "content" text not null, "message_type" text not null, "telegram_message_id" bigint null, "ai_processed" boolean not null default false, "tokens_used" int null, "processing_time_ms" int null, "status" text not null, "error" text null, "created_at" timestamptz not null default now(), primary key ("id"));
    create index "messages_conversation_id_id_index" on "messages" ("conversation_id", "id");
    alter table "messages" add constraint "messages_inbox_seq_step_unique" unique ("inbox_seq", "step");
    alter table "messages" add constraint "messages_direction_check" check ("direction" in ('inbound', 'outbound'));
    alter table "messages" add constraint "messages_status_check" check ("status" in ('received', 'sending', 'sent', 'failed', 'unknown'));
    create table "commands" ("id" uuid not null, "tenant_id" uuid not null, "bot_id" uuid not null, "name" text not null, "description" text not null default '', "response_type" text not null, "text_response" text null, "ai_prompt_override" text null, "menu_config" jsonb null, "is_active" boolean not null default true, "priority" int not null default 0, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    alter table "commands" add constraint "commands_bot_id_name_unique" unique ("bot_id", "name");
    alter table "commands" add constraint "commands_response_type_check" check ("response_type" in ('text', 'ai', 'menu'));
    create table "bot_errors" ("bot_id" uuid not null, "tenant_id" uuid not null, "code" text not null, "message" text not null, "at" timestamptz not null, primary key ("bot_id"));
    create table "api_keys" ("id" uuid not null, "tenant_id" uuid not null, "name" text not null, "hash" text not null, "last4" text not null, "created_at" timestamptz not null default now(), "last_used_at" timestamptz null, primary key ("id"));
    alter table "api_keys" add constraint "api_keys_hash_unique" unique ("hash");
    create index "api_keys_tenant_id_index" on "api_keys" ("tenant_id");
    create table "users" ("id" uuid not null, "name" text not null, "email" text not null, "email_verified" boolean not null default false, "image" text null, "role" text not null default 'user', "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    alter table "users" add constraint "users_email_unique" unique ("email");
    alter table "users" add constraint "users_role_check" check ("role" in ('user', 'operator'));
    create table "sessions" ("id" uuid not null, "user_id" uuid not null, "token" text not null, "expires_at" timestamptz not null, "ip_address" text null, "user_agent" text null, "active_tenant_id" uuid null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    alter table "sessions" add constraint "sessions_token_unique" unique ("token");
    create index "sessions_user_id_index" on "sessions" ("user_id");
    create table "members" ("id" uuid not null, "tenant_id" uuid not null, "user_id" uuid not null, "role" text not null default 'member', "created_at" timestamptz not null default now(), primary key ("id"));
    alter table "members" add constraint "members_tenant_id_user_id_unique" unique ("tenant_id", "user_id");
    create table "invitations" ("id" uuid not null, "tenant_id" uuid not null, "inviter_id" uuid not null, "email" text not null, "role" text null, "status" text not null default 'pending', "expires_at" timestamptz not null, "created_at" timestamptz not null default now(), primary key ("id"));
    create index "invitations_tenant_id_index" on "invitations" ("tenant_id");
    create table "accounts" ("id" uuid not null, "user_id" uuid not null, "account_id" text not null, "provider_id" text not null, "access_token" text null, "refresh_token" text null, "id_token" text null, "access_token_expires_at" timestamptz null, "refresh_token_expires_at" timestamptz null, "scope" text null, "password" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    create index "accounts_user_id_index" on "accounts" ("user_id");
    create table "verifications" ("id" uuid not null, "identifier" text not null, "value" text not null, "expires_at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));
    create index "verifications_identifier_index" on "verifications" ("identifier");
    alter table "bots" add constraint "bots_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "conversations" add constraint "conversations_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "conversations" add constraint "conversations_bot_id_foreign" foreign key ("bot_id") references "bots" ("id") on delete cascade;
    alter table "messages" add constraint "messages_conversation_id_foreign" foreign key ("conversation_id") references "conversations" ("id") on delete cascade;
    alter table "commands" add constraint "commands_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "commands" add constraint "commands_bot_id_foreign" foreign key ("bot_id") references "bots" ("id") on delete cascade;
    alter table "bot_errors" add constraint "bot_errors_bot_id_foreign" foreign key ("bot_id") references "bots" ("id") on update cascade on delete cascade;
    alter table "bot_errors" add constraint "bot_errors_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "api_keys" add constraint "api_keys_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "sessions" add constraint "sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;
    alter table "members" add constraint "members_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "members" add constraint "members_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;
    alter table "invitations" add constraint "invitations_tenant_id_foreign" foreign key ("tenant_id") references "tenants" ("id") on delete cascade;
    alter table "invitations" add constraint "invitations_inviter_id_foreign" foreign key ("inviter_id") references "users" ("id") on delete cascade;
    alter table "accounts" add constraint "accounts_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;
    alter table "tenants" enable row level security;
    alter table "tenants" force row level security;
    create policy "tenants_tenant_policy" on "tenants" to botfactory_tenant using ("id" = current_setting('app.tenant_id')::uuid);
    alter table "bots" enable row level security;
    alter table "bots" force row level security;
    create policy "bots_tenant_policy" on "bots" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    alter table "conversations" enable row level security;
    alter table "conversations" force row level security;
    create policy "conversations_tenant_policy" on "conversations" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    alter table "messages" enable row level security;
    alter table "messages" force row level security;
    create policy "messages_tenant_policy" on "messages" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    alter table "commands" enable row level security;
    alter table "commands" force row level security;
    create policy "commands_tenant_policy" on "commands" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    alter table "bot_errors" enable row level security;
    alter table "bot_errors" force row level security;
    create policy "bot_errors_tenant_policy" on "bot_errors" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    alter table "api_keys" enable row level security;
    alter table "api_keys" force row level security;
    create policy "api_keys_tenant_policy" on "api_keys" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);

    -- The first user is the operator: exactly one, also when two sign up at the same moment. The second waits for the
    -- lock until the first has committed, and its next statement sees that user.
    create function first_user_is_operator() returns trigger language plpgsql as $$
    begin
      if not exists (select from users) then
        perform pg_advisory_xact_lock(7201846113);
        if not exists (select from users) then new.role := 'operator'; end if;
      end if;
      return new;
    end $$;
    create trigger "users_first_is_operator" before insert on "users" for each row execute function first_user_is_operator();

    -- What was decided when this database was made and cannot change: one row.
    create table "installation" (
      "only" boolean primary key default true check ("only"),
      "shards" int not null,
      "key_id" text not null,
      "created_at" timestamptz not null default now()
    );

    -- Updates accepted and, until done_at is set, not yet handled. seq gives the order in which they were stored.
    create table "inbox" (
      "shard" int not null,
      "bot_id" uuid not null,
      "update_id" bigint not null,
      "seq" bigint generated always as identity,
      "tenant_id" uuid not null,
      "lane" text not null,
      "payload" json not null,
      "received_at" timestamptz not null default now(),
      "attempts" smallint not null default 0,
      "not_before" timestamptz null,
      -- Results that a second handling must not compute anew, by name.
      "memo" json null,
      "done_at" timestamptz null,
      primary key ("bot_id", "update_id", "shard")
    ) partition by hash ("shard");
    do $$ begin
      for i in 0..15 loop
        execute format('create table inbox_%s partition of inbox for values with (modulus 16, remainder %s)', i, i);
      end loop;
    end $$;
    create index "inbox_pending" on "inbox" ("bot_id", "lane", "seq") where "done_at" is null;
    create index "inbox_received_at" on "inbox" using brin ("received_at");
    alter table "inbox" enable row level security;
    alter table "inbox" force row level security;
    create policy "inbox_tenant_policy" on "inbox" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);

    -- Updates given up after their last attempt, with the reason.
    create table "dead_letters" (
      "seq" bigint primary key,
      "tenant_id" uuid not null,
      "bot_id" uuid not null references "bots" ("id") on delete cascade,
      "update_id" bigint not null,
      "payload" json not null,
      "error" text not null,
      "attempts" smallint not null,
      "received_at" timestamptz not null,
      "died_at" timestamptz not null default now()
    );
    create index "dead_letters_bot_id" on "dead_letters" ("bot_id");
    alter table "dead_letters" enable row level security;
    alter table "dead_letters" force row level security;
    create policy "dead_letters_tenant_policy" on "dead_letters" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    `);
    for (const table of tenantTables)
      this.addSql(`
        create policy "${table}_system_policy" on "${table}" to current_user using (true);
        grant select, insert, update, delete on "${table}" to botfactory_tenant;
      `);
    this.addSql(`grant usage on sequence "bot_revision" to botfactory_tenant;`);
  }
}
