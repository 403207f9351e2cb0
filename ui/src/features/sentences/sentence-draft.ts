/** What is written in the editor of sentences and not saved yet. Nothing written, and the built-in text, are the same. */
import { type Language, languages } from "#shared/schemas/language.ts";
import type { Sentence, UpdateSentences } from "#shared/schemas/sentence.ts";

/** By language and sentence, those alone that were touched. */
export type SentenceDraft = Record<Language, Readonly<Record<string, string>>>;

export const untouched = Object.fromEntries(languages.map((language) => [language, {}])) as SentenceDraft;

export const written = (sentence: Sentence, draft: SentenceDraft, language: Language): string =>
  draft[language][sentence.id] ?? sentence.overrides[language] ?? "";

/** @returns `null` where nothing differs from what is saved */
export function changesOf(sentences: readonly Sentence[], draft: SentenceDraft): UpdateSentences | null {
  const changes: UpdateSentences = {};
  for (const language of languages)
    for (const sentence of sentences) {
      const text = meant(sentence, written(sentence, draft, language), language);
      if (text === sentence.overrides[language]) continue;
      changes[language] = { ...changes[language], [sentence.id]: text };
    }
  return Object.keys(changes).length > 0 ? changes : null;
}

const meant = (sentence: Sentence, text: string, language: Language): string | null =>
  text.trim() === "" || text === sentence.defaults[language] ? null : text;

/** Whether the sentence has to do with what is looked for: its name, its built-in text, or what is written instead. */
export function matches(sentence: Sentence, search: string, draft: SentenceDraft): boolean {
  const texts = languages.flatMap((language) => [sentence.defaults[language], written(sentence, draft, language)]);
  const wanted = search.trim().toLowerCase();
  return [sentence.id, ...texts].some((text) => text.toLowerCase().includes(wanted));
}

export interface Group {
  group: string;
  kind: "buttons" | "notices" | "messages";
  sentences: Sentence[];
}

/** By what they are about, then by where they show, in the order in which the server has them. */
export function grouped(sentences: readonly Sentence[]): Group[] {
  const groups = new Map<string, Group>();
  for (const sentence of sentences) {
    const kind = kindOf(sentence.id);
    const key = `${sentence.group}/${kind}`;
    const group = groups.get(key) ?? { group: sentence.group, kind, sentences: [] };
    group.sentences.push(sentence);
    groups.set(key, group);
  }
  const kinds = ["messages", "buttons", "notices"];
  const topics = [...new Set(sentences.map(({ group }) => group))];
  return [...groups.values()].sort(
    (a, b) => topics.indexOf(a.group) - topics.indexOf(b.group) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
  );
}

function kindOf(id: string): Group["kind"] {
  if (id.startsWith("button-")) return "buttons";
  return id.startsWith("notice-") ? "notices" : "messages";
}
