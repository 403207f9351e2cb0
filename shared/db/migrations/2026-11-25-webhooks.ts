/** Webhooks that are posted until they arrive, the secrets that sign them, and codes that connect a chat to a form. */
import { Migration } from "@mikro-orm/migrations";

const tenantTables = ["webhook_secrets", "webhook_deliveries", "connect_codes"];

export class Webhooks extends Migration {
  override up(): void {
    this.addSql(`
    create table "webhook_secrets" (
      "id" uuid primary key,
      "tenant_id" uuid not null references "tenants" ("id") on delete cascade,
      "secret_sealed" text not null,
      "last4" text not null,
      "created_at" timestamptz not null default now(),
      "expires_at" timestamptz null
    );
    create index "webhook_secrets_tenant_id_index" on "webhook_secrets" ("tenant_id");

    create table "webhook_deliveries" (
      "id" uuid primary key,
      "tenant_id" uuid not null references "tenants" ("id") on delete cascade,
      "bot_id" uuid not null references "bots" ("id") on delete cascade,
      -- What it tells of: a submission, or the update that asked for a command. Each is told of in one delivery.
      "submission_id" uuid null unique references "form_submissions" ("id") on delete cascade,
      "inbox_seq" bigint null unique,
      "event" text not null check ("event" in ('command', 'form.submitted')),
      "url" text not null,
      -- Of the url: so many are posted to one host at the same time, and no more.
      "host" text not null,
      "payload" json not null,
      "state" text not null default 'pending' check ("state" in ('pending', 'delivered', 'failed')),
      -- The latest.
      "attempts" jsonb not null default '[]',
      -- It is given up when it has been tried in vain for so long.
      "tried_since" timestamptz not null default now(),
      "tries" int not null default 0,
      -- Whoever makes an attempt moves this to a time after it: should they die, somebody else is due then.
      "next_attempt_at" timestamptz null default now(),
      "created_at" timestamptz not null default now(),
      "updated_at" timestamptz not null default now()
    );
    create index "webhook_deliveries_due" on "webhook_deliveries" ("next_attempt_at") where "state" = 'pending';
    create index "webhook_deliveries_bot_id_id_index" on "webhook_deliveries" ("bot_id", "id");

    -- When the action of a submission is to be taken up; null while somebody else sees to it. Attempts are counted anew
    -- when it becomes pending again, whoever asks for that.
    alter table "form_submissions" add column "action_due_at" timestamptz null default now();
    alter table "form_submissions" add column "action_attempts" smallint not null default 0;
    create index "form_submissions_action_due" on "form_submissions" ("action_due_at") where "action_state" = 'pending';
    create function action_is_due_again() returns trigger language plpgsql as $$
    begin
      new.action_due_at := now();
      new.action_attempts := 0;
      return new;
    end $$;
    create trigger "form_submissions_action_due" before update of "action_state" on "form_submissions"
      for each row when (new.action_state = 'pending' and old.action_state <> 'pending')
      execute function action_is_due_again();

    create table "connect_codes" (
      "id" uuid primary key,
      "tenant_id" uuid not null references "tenants" ("id") on delete cascade,
      "bot_id" uuid not null references "bots" ("id") on delete cascade,
      "form_id" uuid not null references "forms" ("id") on delete cascade,
      "hash" text not null unique,
      "expires_at" timestamptz not null,
      -- Place in the inbox of the update that used it.
      "used_by" bigint null,
      "created_at" timestamptz not null default now()
    );
    create index "connect_codes_form_id_index" on "connect_codes" ("form_id");
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
