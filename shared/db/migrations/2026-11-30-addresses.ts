/**
 * External ids of any length, each with a number of our own; and columns that say what belongs to a test chat. No row is
 * rewritten: who has a short id, as all of Telegram's people have, goes on under it, and rows without the new columns are
 * read by the ids of the invented people, as the version before reads them.
 */
import { Migration } from "@mikro-orm/migrations";

export class Addresses extends Migration {
  override up(): void {
    this.addSql(`
    -- For a column, a table is locked for a moment; whoever waits for that moment holds up all that comes after. A download
    -- may take a quarter of an hour: better to step back, and try again.
    set local lock_timeout = '500ms';

    -- Below the ids of the invented people of test chats, and above all that are their own number.
    create sequence "address_local" minvalue 2251799813685248 maxvalue 4503599627370495;
    create table "addresses" (
      "bot_id" uuid not null references "bots" ("id") on delete cascade,
      "tenant_id" uuid not null,
      -- Messages are numbered apart, and forgotten with the messages themselves.
      "kind" text not null check ("kind" in ('chat', 'message')),
      "external" text not null,
      -- Below zero where the external id is.
      "local" bigint not null,
      "created_at" timestamptz not null default now(),
      primary key ("bot_id", "kind", "external"),
      unique ("bot_id", "local")
    );
    create index "addresses_of_messages" on "addresses" ("bot_id", "created_at") where "kind" = 'message';
    alter table "addresses" enable row level security;
    alter table "addresses" force row level security;
    create policy "addresses_tenant_policy" on "addresses" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    create policy "addresses_system_policy" on "addresses" to current_user using (true);
    grant select on "addresses" to botfactory_tenant;

    -- Null where the version before has written it.
    alter table "conversations" add column "preview" boolean null;
    alter table "form_submissions" add column "preview" boolean null;
    `);
  }
}
