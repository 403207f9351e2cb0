/**
 * Rows as PostgreSQL reads them quickest: one array a column, which `unnest` puts together again. As JSON, reading them
 * took as long as all that is done with them.
 */
import { plainJson } from "#shared/db/plain-text.ts";
import { type BinaryType, bigint, binaryArray, boolean, int, smallint, timestamptz, uuid } from "./binary-array.ts";

/** Columns in order, by name, with their PostgreSQL types: those of `Row`, or any. */
export type Columns<Row = Record<string, unknown>> = { readonly [Name in keyof Row]-?: Type };

/** Those of one size, which travel in binary. */
const binary = { boolean, smallint, int, bigint, uuid, timestamptz };

type Type = keyof typeof binary | "text" | "json" | "jsonb";

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

/** As `pg` takes it. */
export type Parameter = string | Buffer;

/** @returns the parameters that {@link rowsFrom} takes. Times are in ms since 1970. */
export function valuesOf(columns: Columns, rows: readonly object[]): readonly Parameter[] {
  return rows.length > 0 ? listsOf(columns, rows) : noneOf(columns);
}

/** By columns, made once: most commits have no rows of some kinds. */
const none = new Map<Columns, readonly Parameter[]>();

function noneOf(columns: Columns): readonly Parameter[] {
  const known = none.get(columns);
  if (known) return known;
  const lists = listsOf(columns, []);
  none.set(columns, lists);
  return lists;
}

function listsOf(columns: Columns, rows: readonly object[]): Parameter[] {
  const parameters: Parameter[] = [];
  for (const name in columns) {
    const values = rows.map((row) => (row as Record<string, unknown>)[name]);
    parameters.push(listOf(columns[name]!, values));
  }
  return parameters;
}

function listOf(type: Type, values: unknown[]): Parameter {
  if (type === "text") return `{${values.map(quoted).join()}}`;
  if (isJson(type)) return values.map(jsonOf).join("\n");
  return binaryArray(binary[type] as BinaryType<unknown>, values);
}

const isJson = (type: Type): type is "json" | "jsonb" => type === "json" || type === "jsonb";

/** JSON as it is written here holds no line break: texts have theirs escaped. Nothing at all stands for null. */
const jsonList = (parameter: number, type: Type) => `string_to_array($${parameter}, E'\\n', '')::${type}[]`;

const jsonOf = (value: unknown) => (value == null ? "" : plainJson(value));

const special = /["\\]/;
function quoted(value: unknown): string {
  if (value == null) return "NULL";
  const text = String(value);
  return `"${special.test(text) ? text.replace(/["\\]/g, "\\$&") : text}"`;
}
