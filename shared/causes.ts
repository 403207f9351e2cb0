/** Why something failed, as those who wrapped an error have kept it. */

/** Nothing is wrapped so often, unless it goes round in circles. */
const deepest = 10;

/**
 * The error itself, what caused it, what caused that, and so on. grammY's `HttpError` keeps its cause in `error`, an
 * `AggregateError`, as of a host's several addresses, the first of its in `errors`.
 */
export function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error, depth = 0; cause instanceof Error && depth < deepest; cause = inner(cause), depth++) {
    yield cause;
  }
}

function inner(error: Error): unknown {
  if ("error" in error) return error.error;
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}

/** Node's, PostgreSQL's or another program's name for the fault; empty where it has none. */
export const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : "");
