/** Answers as they stand in a form, and which messages they were read from. */
import type { Answer } from "#shared/schemas/submission.ts";
import type { FormRun } from "./form-run.ts";
import type { Source } from "./source.ts";

export const withAnswer = (run: FormRun, name: string, value: Answer): FormRun => ({
  ...run,
  answers: { ...run.answers, [name]: value },
  skipped: run.skipped.filter((skipped) => skipped !== name),
});

/** Leaves the question out. */
export function withoutAnswer(run: FormRun, name: string): FormRun {
  const { [name]: _, ...answers } = run.answers;
  const skipped = [...run.skipped.filter((known) => known !== name), name];
  return { ...readFrom(run, name, null), answers, skipped };
}

/** @param source `null` where no message holds the answer */
export function readFrom(run: FormRun, name: string, source: Source | null): FormRun {
  const { [name]: _, ...others } = run.sources ?? {};
  return { ...run, sources: source ? { ...others, [name]: source } : others };
}
