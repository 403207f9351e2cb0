/** Built-in sentences that are still to be said: in which language is known only where they are. */
import type { Say } from "#shared/sentences/sentences.ts";

export interface Sentence {
  readonly id: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** A sentence, or a text that needs no translation, such as an option. */
export type Words = string | Sentence;

export const inWords = (say: Say, words: Words): string =>
  typeof words === "string" ? words : say(words.id, { ...words.args });
