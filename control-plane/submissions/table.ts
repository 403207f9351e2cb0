/** How submissions are written into a file, piece by piece: as CSV for spreadsheets, or as JSON for programs. */
import { stringify } from "csv-stringify/sync";
import type { Submission } from "#shared/schemas/submission.ts";
import { headerOf, rowOf } from "./cells.ts";

export interface Table {
  readonly begin: string;
  /** @param first whether these are the first */
  rows(submissions: readonly Submission[], first: boolean): string;
  readonly end: string;
}

/** RFC 4180, with a mark that tells spreadsheets that it is UTF-8. @param names of the answers, in order */
export const csvTable = (names: readonly string[]): Table => ({
  begin: `\ufeff${csv([headerOf(names)])}`,
  rows: (submissions) => csv(submissions.map((submission) => rowOf(submission, names))),
  end: "",
});

/** A list, one submission a line. */
export const jsonTable: Table = {
  begin: "[",
  rows: (submissions, first) =>
    `${first ? "" : ","}\n${submissions.map((submission) => JSON.stringify(submission)).join(",\n")}`,
  end: "\n]\n",
};

const csv = (rows: (string | number | null)[][]): string =>
  // A line may end in ways that are not the table's own: quoted, they end no row.
  stringify(rows, { record_delimiter: "windows", quoted_match: /[\r\n]/ });
