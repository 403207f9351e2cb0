/** Built-in sentences that are still to be said: in which language is known only where they are. */

export interface Sentence {
  readonly id: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** Says a built-in sentence in somebody's language. */
export type Say = (id: string, args?: Record<string, string | number>) => string;

/** A sentence, or a text that needs no translation, such as an option. */
export type Words = string | Sentence;

export const inWords = (say: Say, words: Words): string =>
  typeof words === "string" ? words : say(words.id, { ...words.args });
