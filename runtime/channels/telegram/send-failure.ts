/** What a failed send means: whether it happened, and what to do about it. */

/**
 * - `not_sent`: it did not happen, and may be tried again
 * - `unknown`: its answer was lost; it may have happened
 */
export type Outcome = "not_sent" | "unknown";

/** Errors before a request could leave. Everything else may have reached Telegram. */
const beforeTheRequest = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "CERT_HAS_EXPIRED",
  "CALL_UNSENT",
  "UND_ERR_CONNECT_TIMEOUT",
  "CALL_FORBIDDEN",
]);

/** @param error as thrown by the HTTP client, possibly wrapped by grammY */
export function outcomeOf(error: unknown): Outcome {
  for (let cause = error; typeof cause === "object" && cause !== null; cause = inner(cause)) {
    if ("code" in cause && typeof cause.code === "string" && beforeTheRequest.has(cause.code)) return "not_sent";
  }
  return "unknown";
}

/** grammY's HttpError keeps its cause in `error`, an AggregateError of several addresses in `errors`. */
function inner(error: object): unknown {
  if ("error" in error) return error.error;
  if ("errors" in error && Array.isArray(error.errors)) return error.errors[0];
  return "cause" in error ? error.cause : null;
}
