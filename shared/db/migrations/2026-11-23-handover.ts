/** Planned handover: what a shard is about, where it goes, and which runtimes are to be left empty. */
import { Migration } from "@mikro-orm/migrations";

export class Handover extends Migration {
  override up(): void {
    this.addSql(`
    alter table "shards"
      add column "target" text null,
      add column "target_ready" boolean not null default false,
      add column "previous_owner" text null,
      add column "granted_at" timestamptz null,
      add column "state" text generated always as (
        case when "owner" is null then 'free' when "target" is null then 'owned'
          when not "target_ready" then 'preparing' else 'prepared' end
      ) stored;
    create index "shards_target_index" on "shards" ("target") where "target" is not null;

    -- Runtimes that hand over what they have and are given nothing more: they are stopping, or an operator wants them empty.
    create table "drains" (
      "runtime" text primary key,
      "since" timestamptz not null default now()
    );
    `);
  }
}
