/** Names of forms, and what is said at their end, in several languages. Those of questions stand in the questions. */
import { Migration } from "@mikro-orm/migrations";

export class FormTexts extends Migration {
  override up(): void {
    this.addSql(`
    alter table "forms" add column "names" jsonb null;
    alter table "forms" add column "completion_messages" jsonb null;
    `);
  }
}
