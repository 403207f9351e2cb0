/**
 * Rows as PostgreSQL reads them quickest: one array a column, which `unnest` puts together again. As JSON, reading them
 * took as long as all that is done with them.
 */
import { plainJson } from "#shared/db/plain-text.ts";

/** Columns in order, by name, with their PostgreSQL types: those of `Row`, or any. */
export type Columns<Row = Record<string, unknown>> = { readonly [Name in keyof Row]-?: Type };

type Type = "boolean" | "smallint" | "int" | "bigint" | "uuid" | "timestamptz" | "text" | "json" | "jsonb";

/**
 * What stands in a `from` for rows: `r`, with their place `n` among the others. Takes a parameter a column.
 *
 * @param first the number of the first parameter
 */
export function rowsFrom(columns: Columns, first: number): string {
  const entries = Object.entries(columns);
  const lists = entries.map(([, type], n) => (isJson(type) ? jsonList(first + n, type) : `$${first + n}::${type}[]`));
  const names = entries.map(([name]) => name);
  return `unnest(${lists.join(", ")}) with ordinality as r(${names.join(", ")}, n)`;
}

/** @returns the parameters that {@link rowsFrom} takes */
export function valuesOf(columns: Columns, rows: readonly object[]): string[] {
  return Object.entries(columns).map(([name, type]) => {
    const write = isJson(type) ? jsonOf : type === "text" ? quoted : bare;
    const written = rows.map((row) => write((row as Record<string, unknown>)[name]));
    return isJson(type) ? written.join("\n") : `{${written.join()}}`;
  });
}

const isJson = (type: Type) => type === "json" || type === "jsonb";

/** JSON as it is written here holds no line break: texts have theirs escaped. Nothing at all stands for null. */
const jsonList = (parameter: number, type: Type) => `string_to_array($${parameter}, E'\\n', '')::${type}[]`;

const jsonOf = (value: unknown) => (value == null ? "" : plainJson(value));

const special = /["\\]/;
function quoted(value: unknown): string {
  if (value == null) return "NULL";
  const text = String(value);
  return `"${special.test(text) ? text.replace(/["\\]/g, "\\$&") : text}"`;
}

/** Numbers, truths, ids and times need no quotes. */
const bare = (value: unknown) => value ?? "NULL";
