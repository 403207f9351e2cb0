/** Indexes for counting a form's submissions, and for finding what is past its time. */
import { Migration } from "@mikro-orm/migrations";

export class Submissions extends Migration {
  override up(): void {
    this.addSql(`
    -- Holds all that counting looks at, the policy of row-level security included: the rows themselves are not read.
    drop index "form_submissions_form_id_id_index";
    create index "form_submissions_form_id_id_index" on "form_submissions" ("form_id", "id") include ("tenant_id", "telegram_user_id");
    create index "form_submissions_partial" on "form_submissions" ("updated_at") where "state" = 'partial';
    create index "form_submissions_of_previews" on "form_submissions" ("telegram_user_id") where "telegram_user_id" > 4503599627370496;
    create index "conversation_state_updated_at" on "conversation_state" ("updated_at");
    `);
  }
}
