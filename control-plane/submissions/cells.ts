/**
 * Submissions as cells of a table. What somebody wrote is text there, and never a formula that a spreadsheet would carry
 * out when the table is opened.
 */
import type { Answer, Submission } from "#shared/schemas/submission.ts";

/** What is known besides the answers: header, and value. With a space in it, a header is no field's name. */
const known: [string, (submission: Submission) => string | number | null][] = [
  ["submission id", ({ id }) => id],
  ["created at", ({ createdAt }) => createdAt],
  ["updated at", ({ updatedAt }) => updatedAt],
  ["submission state", ({ state }) => state],
  ["form version", ({ formVersion }) => formVersion],
  ["telegram user id", ({ externalId }) => externalId],
  ["telegram username", ({ telegramUsername }) => telegramUsername && harmless(telegramUsername)],
  ["telegram first name", ({ telegramFirstName }) => telegramFirstName && harmless(telegramFirstName)],
  ["start parameter", ({ startParameter }) => startParameter && harmless(startParameter)],
  ["action state", ({ actionState }) => actionState],
];

/** @param names of the answers, in the order of their columns */
export const headerOf = (names: readonly string[]): string[] => [...known.map(([header]) => header), ...names];

export const rowOf = (submission: Submission, names: readonly string[]): (string | number | null)[] => [
  ...known.map(([, value]) => value(submission)),
  // Not by `answers[name]` alone: every object has a `constructor`.
  ...names.map((name) => (Object.hasOwn(submission.answers, name) ? cellOf(submission.answers[name]!) : null)),
];

function cellOf(answer: Answer): string | number {
  if (typeof answer === "number") return answer;
  if (typeof answer === "string") return harmless(answer);
  if (Array.isArray(answer)) return harmless(answer.join("; "));
  return "fileId" in answer ? `/api/v1/files/${answer.fileId}` : `${answer.latitude},${answer.longitude}`;
}

/** What spreadsheets take for the beginning of a formula, or overlook before one; full-width in East Asian ones. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/u;
/** Phone numbers, and numbers below zero: they compute nothing, and programs want them as they are. */
const number = /^[+-]?\d+(?:[.,]\d+)?$/;

/** With an apostrophe before what would be a formula: spreadsheets show the rest as text. */
const harmless = (text: string): string => (formula.test(text) && !number.test(text) ? `'${text}` : text);
