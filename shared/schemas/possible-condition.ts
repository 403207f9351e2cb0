/** Finds conditions that no answer could ever meet, so that nobody saves a question that is never asked. */
import type { Field, FieldCondition } from "./form.ts";

/**
 * @param asked the field whose answer the condition looks at
 * @returns what is wrong and where in the condition; `null` when some answer meets it
 */
export function whyNeverMet(
  { operator, value }: FieldCondition,
  asked: Field,
): { at: "field" | "operator" | "value"; message: string } | null {
  switch (asked.type) {
    case "photo":
    case "location":
      return { at: "field", message: "A condition cannot look at photos and locations" };
    case "number":
      if (operator !== "contains" && Number.isNaN(numberOf(value)))
        return { at: "value", message: "Compare with a number" };
      return null;
    case "date":
      if (operator !== "contains" && !day.test(String(value)))
        return { at: "value", message: "Compare with a date, like 2026-11-25" };
      return null;
    case "select":
    case "multiselect": {
      if (operator === "exceeds") return notExceeding;
      const whole = operator === "equals" || asked.type === "multiselect";
      const among = asked.options.some((option) => plain(option) === plain(value));
      return whole && !among ? { at: "value", message: "Compare with one of the options" } : null;
    }
    default:
      return operator === "exceeds" ? notExceeding : null;
  }
}

const notExceeding = { at: "operator", message: "Only a number or a date can exceed something" } as const;
const day = /^\d{4}-\d{2}-\d{2}$/;

const numberOf = (value: string | number) =>
  typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);

/** Answers are compared without regard to case, and to how their letters are put together. */
const plain = (value: string | number) => String(value).normalize("NFKC").trim().toLowerCase();
