/** An answer in words, for a table's cell. */
import { answerKindOf } from "#shared/schemas/field-types.ts";
import type { FieldType } from "#shared/schemas/form.ts";
import type { Answer, LocationAnswer, PhotoAnswer } from "#shared/schemas/submission.ts";

export const isPhoto = (answer: Answer): answer is PhotoAnswer => typeof answer === "object" && "fileId" in answer;

export const isLocation = (answer: Answer): answer is LocationAnswer =>
  typeof answer === "object" && "latitude" in answer;

/** @param type of the question; `null` where it is not known any more. @returns `null` for photos and places */
export function answerText(answer: Answer, type: FieldType | null, language: string): string | null {
  if (typeof answer === "number") return new Intl.NumberFormat(language, { maximumFractionDigits: 20 }).format(answer);
  if (Array.isArray(answer)) return answer.join(", ");
  if (typeof answer !== "string") return null;
  return type && answerKindOf(type) === "day" ? dayText(answer, language) : answer;
}

/** A date has no time zone: it is the same day for everybody. */
function dayText(day: string, language: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isFinite(date.getTime())
    ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(date)
    : day;
}

/** @returns a map with a mark at the place */
export const mapLink = ({ latitude, longitude }: LocationAnswer): string =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
