/** Which questions are asked: a condition asks for an earlier answer, and one that was not asked for has none. */
import type { Field, FieldCondition } from "#shared/schemas/form.ts";
import type { Answer, Answers } from "#shared/schemas/submission.ts";

/** @returns the places of the fields that are asked with these answers, in order */
export function askedPlaces(fields: readonly Field[], answers: Answers): number[] {
  const asked = askedAnswers(fields, answers);
  return fields.flatMap((field, place) => (isAsked(field, asked) ? [place] : []));
}

/** @returns the answers without those to questions that are not asked (any more) */
export function answersOf(fields: readonly Field[], answers: Answers): Answers {
  const places = new Set(askedPlaces(fields, answers));
  return Object.fromEntries(
    fields.flatMap(({ name }, place): [string, Answer][] => {
      const answer = places.has(place) ? answers[name] : undefined;
      return answer === undefined ? [] : [[name, answer]];
    }),
  );
}

/**
 * How many questions there will be, as far as one can tell at `place`: one that hangs on an answer still to come counts.
 *
 * @returns the place among those that are asked, from 1, and how many there are
 */
export function progress(fields: readonly Field[], answers: Answers, place: number): { place: number; total: number } {
  const asked = new Set(askedPlaces(fields, answers));
  const open = new Set<string>();
  const counted = fields.map((field, n) => {
    const hangsOn = field.condition?.field.toLowerCase();
    const counts = asked.has(n) || (hangsOn !== undefined && open.has(hangsOn));
    if (counts && n >= place && answers[field.name] === undefined) open.add(field.name.toLowerCase());
    return counts;
  });
  return {
    place: counted.slice(0, place + 1).filter(Boolean).length,
    total: counted.filter(Boolean).length,
  };
}

/** The answers to questions that are asked, by name in lower case. */
function askedAnswers(fields: readonly Field[], answers: Answers): Map<string, Answer> {
  const asked = new Map<string, Answer>();
  for (const field of fields) {
    const answer = answers[field.name];
    if (answer !== undefined && isAsked(field, asked)) asked.set(field.name.toLowerCase(), answer);
  }
  return asked;
}

const isAsked = ({ condition }: Field, asked: ReadonlyMap<string, Answer>): boolean =>
  !condition || fits(condition, asked.get(condition.field.toLowerCase()));

export function fits({ operator, value }: FieldCondition, answer: Answer | undefined): boolean {
  if (answer === undefined) return false;
  switch (operator) {
    case "equals":
      if (Array.isArray(answer)) return answer.length === 1 && plain(answer[0]!) === plain(value);
      if (typeof answer === "number") return answer === Number(value);
      return typeof answer === "string" && plain(answer) === plain(value);
    case "contains":
      if (Array.isArray(answer)) return answer.some((option) => plain(option) === plain(value));
      return typeof answer !== "object" && plain(answer).includes(plain(value));
    case "exceeds":
      if (typeof answer === "number") return answer > Number(value);
      return typeof answer === "string" && isDay(answer) && isDay(String(value)) && answer > String(value);
  }
}

const plain = (value: string | number) => String(value).normalize("NFKC").trim().toLowerCase();
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
