/** The oldest version of the program that may still work on this database. Null where only those of before have been. */
import { Migration } from "@mikro-orm/migrations";

export class LeastVersion extends Migration {
  override up(): void {
    this.addSql(`alter table "installation" add column "least_version" text null;`);
  }
}
