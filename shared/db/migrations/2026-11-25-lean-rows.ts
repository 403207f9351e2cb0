/**
 * Messages at the cost of what reads them: found by their conversation, deleted with it in one statement, and rewritten
 * in place when their send is settled. Each of these was work for every message before. And an inbox in four parts
 * instead of sixteen, since each commit looks at all of them.
 */
import { Migration } from "@mikro-orm/migrations";

export class LeanRows extends Migration {
  override up(): void {
    this.addSql(`
    alter table "messages" drop constraint "messages_conversation_id_foreign";
    alter table "messages" drop constraint "messages_pkey";
    drop index "messages_conversation_id_id_index";
    alter table "messages" add primary key ("conversation_id", "id");
    -- Room for half of a page's rows to be settled, so that the new row lies beside the old and no index hears of it.
    alter table "messages" set (fillfactor = 65);

    -- What the foreign key did. The runtime locks a bot while it writes for it, so none can come after this.
    create function delete_messages_of_gone_conversations() returns trigger language plpgsql as $$
    begin
      delete from messages where conversation_id in (select id from gone);
      return null;
    end $$;
    create trigger "conversations_delete_messages" after delete on "conversations"
      referencing old table as gone for each statement execute function delete_messages_of_gone_conversations();

    alter table "inbox" rename to "inbox_of_sixteen";
    alter index "inbox_pending" rename to "inbox_of_sixteen_pending";
    alter index "inbox_received_at" rename to "inbox_of_sixteen_received_at";
    create table "inbox" (like "inbox_of_sixteen" including defaults including identity) partition by hash ("shard");
    do $$ begin
      for i in 0..3 loop
        execute format('create table inbox_part_%s partition of inbox for values with (modulus 4, remainder %s)', i, i);
      end loop;
    end $$;
    insert into "inbox" overriding system value select * from "inbox_of_sixteen";
    select setval(pg_get_serial_sequence('inbox', 'seq'), nextval(pg_get_serial_sequence('inbox_of_sixteen', 'seq')));
    drop table "inbox_of_sixteen";
    alter table "inbox" add primary key ("bot_id", "update_id", "shard");
    create index "inbox_pending" on "inbox" ("bot_id", "lane", "seq") where "done_at" is null;
    create index "inbox_received_at" on "inbox" using brin ("received_at");
    alter table "inbox" enable row level security;
    alter table "inbox" force row level security;
    create policy "inbox_tenant_policy" on "inbox" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    create policy "inbox_system_policy" on "inbox" to current_user using (true);
    grant select, insert, update, delete on "inbox" to botfactory_tenant;
    `);
  }
}
