/** What a failed send means: whether it happened, and what to do about it. */
import { causesOf, codeOf } from "#shared/causes.ts";

/**
 * - `not_sent`: it did not happen, and may be tried again
 * - `unknown`: its answer was lost; it may have happened
 */
export type Outcome = "not_sent" | "unknown";

/** Errors before a request could leave. Everything else may have arrived. */
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
  const unsent = [...causesOf(error)].some((cause) => beforeTheRequest.has(codeOf(cause)));
  return unsent ? "not_sent" : "unknown";
}
