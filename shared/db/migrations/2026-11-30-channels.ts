/** Where people write to a bot. What programs of before write has none to say: their bots are all of one. */
import { Migration } from "@mikro-orm/migrations";

export class Channels extends Migration {
  override up(): void {
    this.addSql(`alter table "bots" add column "channel" text not null default 'telegram';`);
  }
}
