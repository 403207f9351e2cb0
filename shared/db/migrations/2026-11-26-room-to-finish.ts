/**
 * What is written once more soon after it was new is rewritten where it is: an update when it is done, a message when it
 * is sent. Their pages keep room for it. Of an update that is done only what tells it from others is kept.
 */
import { Migration } from "@mikro-orm/migrations";

export class RoomToFinish extends Migration {
  override up(): void {
    this.addSql(`
    alter table "inbox" alter column "payload" drop not null;
    alter table "inbox" set (fillfactor = 80);
    alter table "messages" set (fillfactor = 70);
    `);
  }
}
