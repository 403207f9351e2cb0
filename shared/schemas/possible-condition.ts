/** Finds conditions that no answer could ever meet, so that nobody saves a question that is never asked. */
import { answerKindOf } from "./field-types.ts";
import type { Field, FieldCondition } from "./form.ts";
import type { AnswerKind } from "./submission.ts";

/**
 * @param asked the field whose answer the condition looks at
 * @returns what is wrong and where in the condition; `null` when some answer meets it
 */
export function whyNeverMet(
  { operator, value }: FieldCondition,
  asked: Field,
): { at: "field" | "operator" | "value"; message: string } | null {
  const kind = answerKindOf(asked.type);
  if (!isComparable(kind)) return { at: "field", message: "A condition cannot look at photos and locations" };
  switch (kind) {
    case "number":
      if (operator !== "contains" && Number.isNaN(numberOf(value)))
        return { at: "value", message: "Compare with a number" };
      return null;
    case "day":
      if (operator !== "contains" && !day.test(String(value)))
        return { at: "value", message: "Compare with a date, like 2026-11-25" };
      return null;
    case "option":
    case "options": {
      if (operator === "exceeds") return notExceeding;
      const whole = operator === "equals" || kind === "options";
      const among = "options" in asked && asked.options.some((option) => plain(option) === plain(value));
      return whole && !among ? { at: "value", message: "Compare with one of the options" } : null;
    }
    case "text":
      return operator === "exceeds" ? notExceeding : null;
  }
}

/** Whether a condition can look at such answers. */
export const isComparable = (kind: AnswerKind): kind is Exclude<AnswerKind, "photo" | "place"> =>
  kind !== "photo" && kind !== "place";

const notExceeding = { at: "operator", message: "Only a number or a date can exceed something" } as const;
const day = /^\d{4}-\d{2}-\d{2}$/;

const numberOf = (value: string | number) =>
  typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);

/** Answers are compared without regard to case, and to how their letters are put together. */
const plain = (value: string | number) => String(value).normalize("NFKC").trim().toLowerCase();
