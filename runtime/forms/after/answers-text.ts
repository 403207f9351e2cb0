/**
 * What was answered to a form, as a message for those who run the bot. Formatted by entities alone: nothing that anybody
 * answers can break it.
 */
import type { MessageEntity } from "grammy/types";
import type { Field } from "#shared/schemas/form.ts";
import type { Answer, Answers, PhotoAnswer } from "#shared/schemas/submission.ts";
import type { Say } from "#shared/sentences/sentences.ts";
import type { FormattedText } from "../../speaking/formatted-text.ts";

export interface AnsweredForm {
  formName: string;
  /** As they are now: what was answered in another version may have none. */
  fields: readonly Pick<Field, "name" | "label">[];
  answers: Answers;
  /** `link`: where they are found, if anywhere. */
  by: { externalId: string | null; username: string | null; firstName: string | null; link: string | null };
  /** Whether it was filled in in a test chat, by nobody. */
  preview: boolean;
  at: Date;
}

type Style = { type: "bold" } | { type: "text_link"; url: string };

/** @param languageCode how the time is written */
export function answersText(form: AnsweredForm, say: Say, languageCode: string | null): FormattedText {
  const text = new Pieces();
  text.add(say("answers-title", { form: form.formName }), { type: "bold" });
  text.add(`\n${say("answers-from")}: `);
  const { externalId, username, firstName, link } = form.by;
  const name = firstName?.trim() || (username ? `@${username}` : (externalId ?? "?"));
  text.add(name, link !== null && !form.preview ? { type: "text_link", url: link } : undefined);
  if (username && firstName) text.add(` (@${username})`);
  if (form.preview) text.add(` (${say("answers-preview")})`);
  text.add(` · ${timeOf(form.at, languageCode)}`);
  for (const { label, answer } of labelled(form)) {
    text.add("\n\n");
    text.add(label, { type: "bold" });
    text.add("\n");
    addAnswer(text, answer, say);
  }
  return text.whole;
}

/** In the order of the questions; what has no question any more comes last, under its name. */
export function labelled({ fields, answers }: Pick<AnsweredForm, "fields" | "answers">) {
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  const names = [...labels.keys(), ...Object.keys(answers).filter((name) => !labels.has(name))];
  return names.flatMap((name) => {
    const answer = answers[name];
    return answer === undefined ? [] : [{ label: labels.get(name) ?? name, answer }];
  });
}

export const isPhoto = (answer: Answer): answer is PhotoAnswer =>
  typeof answer === "object" && !Array.isArray(answer) && "fileId" in answer;

function addAnswer(text: Pieces, answer: Answer, say: Say): void {
  if (Array.isArray(answer)) text.add(answer.map((option) => `• ${option}`).join("\n") || "–");
  else if (typeof answer !== "object") text.add(String(answer) || "–");
  else if (isPhoto(answer)) text.add(say("answers-photo"));
  else {
    const { latitude, longitude } = answer;
    const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
    text.add(`${latitude}, ${longitude}`, { type: "text_link", url });
  }
}

function timeOf(at: Date, languageCode: string | null): string {
  const format = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;
  return `${new Intl.DateTimeFormat(known(languageCode), format).format(at)} UTC`;
}

function known(languageCode: string | null): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(languageCode ?? [])[0] ?? "en";
  } catch {
    // What Telegram gave is no language's code.
    return "en";
  }
}

class Pieces {
  #text = "";
  readonly #entities: MessageEntity[] = [];

  add(piece: string, style?: Style): void {
    const part = piece.toWellFormed();
    if (style && part.trim()) this.#entities.push({ ...style, offset: this.#text.length, length: part.length });
    this.#text += part;
  }

  get whole(): FormattedText {
    return { text: this.#text, entities: this.#entities };
  }
}
