/**
 * Rows as PostgreSQL reads them quickest: one array a column, which `unnest` puts together again. As JSON, reading them
 * took as long as all that is done with them.
 */
import { plainJson } from "#shared/db/plain-text.ts";
import * as binary from "./binary-array.ts";

/** As `pg` takes it. */
export type Parameter = string | Buffer;

/** How the values of a column travel, of which any may be missing. `Value` is what they are here. */
export interface Column<Value = unknown> {
  /** @returns the list of them, in the parameter of that number. */
  list(parameter: number): string;
  /** @returns that parameter. */
  parameterOf(values: readonly Value[]): Parameter;
}

/** Columns in order, by name: those of `Row`, or any. */
export type Columns<Row = Record<string, unknown>> = { readonly [Name in keyof Row]-?: Column<Row[Name]> };

/** A row in such columns. */
export type RowOf<Its extends Columns> = { [Name in keyof Its]: Its[Name] extends Column<infer Value> ? Value : never };

export const boolean = ofOneSize("boolean", binary.boolean);
export const smallint = ofOneSize("smallint", binary.smallint);
export const int = ofOneSize("int", binary.int);
export const bigint = ofOneSize("bigint", binary.bigint);
export const uuid = ofOneSize("uuid", binary.uuid);
/** In ms since 1970. */
export const timestamptz = ofOneSize("timestamptz", binary.timestamptz);
export const text: Column<string> = {
  list: (parameter) => `$${parameter}::text[]`,
  parameterOf: (values) => `{${values.map(quoted).join()}}`,
};
/** Any JSON, as it is written. */
export const json = jsonAs("json");
export const jsonb = jsonAs("jsonb");

/** A column whose values may be missing. */
export const orNull = <Value>(column: Column<Value>): Column<Value | null> => column;

function ofOneSize<Value>(type: string, binaryType: binary.BinaryType<Value>): Column<Value> {
  return {
    list: (parameter) => `$${parameter}::${type}[]`,
    parameterOf: (values) => binary.binaryArray(binaryType, values),
  };
}

/** JSON as it is written here holds no line break: texts have theirs escaped. Nothing at all stands for null. */
function jsonAs(type: string): Column<object> {
  return {
    list: (parameter) => `string_to_array($${parameter}, E'\\n', '')::${type}[]`,
    parameterOf: (values) => values.map(jsonOf).join("\n"),
  };
}

/**
 * What stands in a `from` for rows: `r`, with their place `n` among the others. Takes a parameter a column.
 *
 * @param first the number of the first parameter
 */
export function rowsFrom(columns: Columns, first: number): string {
  const entries = Object.entries(columns);
  const lists = entries.map(([, column], n) => column.list(first + n));
  const names = entries.map(([name]) => name);
  return `unnest(${lists.join(", ")}) with ordinality as r(${names.join(", ")}, n)`;
}

/** @returns the parameters that {@link rowsFrom} takes. */
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
    parameters.push(columns[name]!.parameterOf(values));
  }
  return parameters;
}

const jsonOf = (value: unknown) => (value == null ? "" : plainJson(value));

const special = /["\\]/;
function quoted(value: unknown): string {
  if (value == null) return "NULL";
  const text = String(value);
  return `"${special.test(text) ? text.replace(/["\\]/g, "\\$&") : text}"`;
}
