/**
 * The inbox as one table. Nothing reads it by its parts: what is looked for is a bot's, and each commit looked into all
 * four of them for every update that is done, a tenth of what PostgreSQL did for it.
 */
import { Migration } from "@mikro-orm/migrations";

export class OneInbox extends Migration {
  override up(): void {
    this.addSql(`
    alter table "inbox" rename to "inbox_of_four";
    alter index "inbox_pending" rename to "inbox_of_four_pending";
    alter index "inbox_elsewhere_pending" rename to "inbox_of_four_elsewhere_pending";
    alter index "inbox_received_at" rename to "inbox_of_four_received_at";
    create table "inbox" (like "inbox_of_four" including defaults including identity);
    insert into "inbox" overriding system value select * from "inbox_of_four";
    select setval(pg_get_serial_sequence('inbox', 'seq'), nextval(pg_get_serial_sequence('inbox_of_four', 'seq')));
    drop table "inbox_of_four";
    alter table "inbox" add primary key ("bot_id", "update_id");
    create index "inbox_pending" on "inbox" ("bot_id", "lane", "seq") where "done_at" is null;
    create index "inbox_elsewhere_pending" on "inbox" ("shard", "seq") where "done_at" is null and "channel" <> 'telegram';
    create index "inbox_received_at" on "inbox" using brin ("received_at");
    alter table "inbox" enable row level security;
    alter table "inbox" force row level security;
    create policy "inbox_tenant_policy" on "inbox" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    create policy "inbox_system_policy" on "inbox" to current_user using (true);
    grant select, insert, update, delete on "inbox" to botfactory_tenant;
    `);
  }
}
