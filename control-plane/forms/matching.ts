/** Which of a form's submissions are meant: the same for the list and for what is taken out of it as a file. */
import { previewIn } from "#shared/inbox/preview-person.ts";
import type { SubmissionFilter } from "#shared/schemas/submission.ts";
import { namedBy } from "../external-ids.ts";
import { containing } from "../http/search.ts";

export interface Matching {
  /** Of `form_submissions`, with a `?` for each of `values`. */
  where: string;
  values: unknown[];
}

/** What is filled in in a test chat is only tried out: it is listed and counted nowhere. */
const byRealPeople = `not ${previewIn("telegram_user_id")}`;

export function matching(formId: string, { state, since, until, search }: SubmissionFilter): Matching {
  const conditions = ["form_id = ?", byRealPeople];
  const values: unknown[] = [formId];
  const also = (condition: string, ...given: unknown[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (state) also("state = ?", state);
  if (since) also("created_at >= ?", since);
  if (until) also("created_at < ?", until);
  if (search) {
    const pattern = containing(search);
    const named = namedBy(search, { sql: botOfForm, value: formId }, ["telegram_user_id"]);
    const likely = `telegram_first_name ilike ? or telegram_username ilike ? or ${someAnswer}`;
    const values = [pattern, pattern, pattern, ...(named?.values ?? [])];
    also(`(${named ? `${likely} or ${named.sql}` : likely})`, ...values);
  }
  return { where: conditions.join(" and "), values };
}

const botOfForm = "(select bot_id from forms where id = ?)";

/** What people wrote or chose: ids of photos and coordinates are nothing that anybody looks for. */
const someAnswer = `exists (
  select from jsonb_path_query(answers, '$.*[*]') answer
  where jsonb_typeof(answer) in ('string', 'number') and answer #>> '{}' ilike ?
)`;
