/** The page's test chat: its sessions, what stands in each, what the bot did there in order, and what was sent into it. */
import { Migration } from "@mikro-orm/migrations";

const tenantTables = ["preview_sessions", "preview_messages", "preview_events", "preview_files"];

export class Preview extends Migration {
  override up(): void {
    this.addSql(`
    -- Invented people have ids that no one in Telegram has: theirs fit into 52 bits.
    create sequence "preview_user_id" minvalue 4503599627370497 maxvalue 9007199254740991 start 4503599627370497;
    grant usage on sequence "preview_user_id" to botfactory_tenant;

    create table "preview_sessions" (
      "id" uuid primary key,
      "tenant_id" uuid not null references "tenants" ("id") on delete cascade,
      "bot_id" uuid not null references "bots" ("id") on delete cascade,
      "user_id" bigint not null default nextval('preview_user_id') unique,
      "first_name" text not null,
      "username" text null,
      "language_code" text null,
      "last_message_id" int not null default 0,
      -- Given out under a lock of this row, so that events are committed in their order.
      "last_event_id" int not null default 0,
      "created_at" timestamptz not null default now(),
      -- When the person last did something.
      "used_at" timestamptz not null default now()
    );
    create index "preview_sessions_bot_id" on "preview_sessions" ("bot_id");
    create index "preview_sessions_used_at" on "preview_sessions" ("used_at");

    -- As they stand now, of both sides.
    create table "preview_messages" (
      "session_id" uuid not null references "preview_sessions" ("id") on delete cascade,
      "message_id" int not null,
      "tenant_id" uuid not null,
      "message" json not null,
      primary key ("session_id", "message_id")
    );

    create table "preview_events" (
      "session_id" uuid not null references "preview_sessions" ("id") on delete cascade,
      "id" int not null,
      "tenant_id" uuid not null,
      "event" json not null,
      -- Of the call that brought it, and what that was answered: made again after a crash, it brings nothing more.
      "call" text null,
      "result" json null,
      primary key ("session_id", "id")
    );
    create unique index "preview_events_call" on "preview_events" ("session_id", "call") where "call" is not null;

    create table "preview_files" (
      "id" uuid primary key,
      "session_id" uuid not null references "preview_sessions" ("id") on delete cascade,
      "tenant_id" uuid not null,
      "content" bytea not null
    );
    create index "preview_files_session_id" on "preview_files" ("session_id");
    -- Of photos and the like, which do not get smaller.
    alter table "preview_files" alter column "content" set storage external;

    create index "conversations_of_previews" on "conversations" ("chat_id") where "chat_id" > 4503599627370496;
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
