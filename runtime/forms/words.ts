/** What forms say: built-in sentences that are still to be said, names, and texts cut to a line. */
import type { Say } from "#shared/sentences/sentences.ts";
import type { FormRun } from "./form-run.ts";
import type { FormsContext } from "./forms-context.ts";

/** In which language it is said is known only where it is. */
export interface Sentence {
  readonly id: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** A sentence, or a text that needs no translation, such as an option. */
export type Words = string | Sentence;

export const inWords = (say: Say, words: Words): string =>
  typeof words === "string" ? words : say(words.id, { ...words.args });

/** What a form is called for who fills it in. */
export const nameOf = (ctx: FormsContext, { form }: FormRun): string => ctx.inLanguage(form.name, form.names);

/** Shortens a text to one line of some characters, never in the middle of one. */
export function cut(text: string, length: number): string {
  const line = [...text.replace(/\s+/g, " ").trim()];
  return line.length <= length ? line.join("") : `${line.slice(0, length - 1).join("")}…`;
}
