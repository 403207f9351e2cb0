/**
 * What keeps a form from being saved, at the place where it can be mended: `name`, or `7.pattern` for the question with
 * the id 7. The contract finds it before the server has to, and what only the server can find comes in the same shape.
 */
import { CreateForm, FieldName } from "#shared/schemas/form.ts";
import type { DraftField, FormDraft } from "./form-draft.ts";
import { writeForm } from "./form-values.ts";

export type FormFault =
  | "formName"
  | "noFields"
  | "label"
  | "name"
  | "nameTaken"
  | "noOptions"
  | "sameOptions"
  | "longOption"
  | "sameOptionTexts"
  | "translation"
  | "condition"
  | "conditionValue"
  | "pattern"
  | "limits"
  | "limit"
  | "webhookUrl"
  | "aiPrompt";

/** By place. `null` where the page has no words of its own, and `message` has to do. */
export type Faults = Record<string, { fault: FormFault | null; message: string }>;

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** @returns what is wrong with the draft as it stands; empty when it can be sent */
export function faultsOf(draft: FormDraft): Faults {
  const parsed = CreateForm.safeParse(writeForm(draft));
  const faults = parsed.success ? {} : placed(parsed.error.issues, draft);
  for (const { id, condition } of draft.fields)
    if (condition && condition.value.trim() === "") faults[`${id}.condition`] ??= mine("conditionValue");
  return faults;
}

/** Puts issues with paths like `fields.3.validation.pattern` where the draft has what they speak of. */
export function placed(issues: readonly Issue[], draft: FormDraft): Faults {
  const faults: Faults = {};
  for (const { path, message } of issues) {
    const [place, fault] = placeOf(path, draft);
    faults[place] ??= { fault, message };
  }
  return faults;
}

/** Without those of one question, or of one place. */
export const withoutFaults = (faults: Faults, place: string): Faults =>
  Object.fromEntries(Object.entries(faults).filter(([key]) => key !== place && !key.startsWith(`${place}.`)));

/** @returns ids of the questions in which something is wrong */
export const faultyFields = (faults: Faults): Set<number> =>
  new Set(
    Object.keys(faults)
      .map((place) => Number(place.split(".")[0]))
      .filter(Number.isInteger),
  );

const mine = (fault: FormFault) => ({ fault, message: "" });

function placeOf(
  [top, index, setting, ...inner]: readonly PropertyKey[],
  draft: FormDraft,
): [string, FormFault | null] {
  const field = top === "fields" ? draft.fields[Number(index)] : undefined;
  if (!field) {
    if (top === "name") return ["name", "formName"];
    if (top === "names") return ["name", "translation"];
    if (top === "completionMessages") return ["completionMessage", "translation"];
    if (top === "fields") return ["fields", draft.fields.length === 0 ? "noFields" : null];
    return [String(top ?? ""), top === "webhookUrl" || top === "aiPrompt" ? top : null];
  }
  if (setting === "label") return [`${field.id}.label`, "label"];
  if (setting === "name")
    return [`${field.id}.name`, FieldName.safeParse(field.name.trim()).success ? "nameTaken" : "name"];
  if (setting === "labels") return [`${field.id}.label`, "translation"];
  if (setting === "helps") return [`${field.id}.help`, "translation"];
  if (setting === "optionTexts") return [`${field.id}.optionTexts`, "sameOptionTexts"];
  if (setting === "options") return [`${field.id}.options`, optionFault(field, inner)];
  if (setting === "condition") return [`${field.id}.condition`, inner[0] === "value" ? "conditionValue" : "condition"];
  if (setting === "validation") {
    const [limit] = inner;
    if (limit === undefined) return [`${field.id}.validation`, "limits"];
    if (limit === "patternHints") return [`${field.id}.patternHint`, "translation"];
    if (limit === "pattern") return [`${field.id}.pattern`, "pattern"];
    return [`${field.id}.validation`, "limit"];
  }
  return [`${field.id}.${String(setting)}`, null];
}

function optionFault({ options }: DraftField, inner: readonly PropertyKey[]): FormFault {
  if (options.trim() === "") return "noOptions";
  return inner.length > 0 ? "longOption" : "sameOptions";
}
