/** The columns of the table: one for each question, and for answers to questions that the form has no more. */
import type { Field, FieldType, Form } from "#shared/schemas/form.ts";
import type { Submission } from "#shared/schemas/submission.ts";

export interface Column {
  /** The answer's name. */
  name: string;
  /** The question, or the name where that is not known any more. */
  label: string;
  /** `null` for a question that the form has no more. */
  type: FieldType | null;
}

export function columnsOf(form: Pick<Form, "fields">, submissions: readonly Pick<Submission, "answers">[]): Column[] {
  const columns = form.fields.map(({ name, label, type }: Field): Column => ({ name, label, type }));
  const known = new Set(columns.map(({ name }) => name));
  for (const { answers } of submissions) {
    for (const name of Object.keys(answers)) {
      if (known.has(name)) continue;
      known.add(name);
      columns.push({ name, label: name, type: null });
    }
  }
  return columns;
}
