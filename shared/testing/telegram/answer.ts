/** What goes back to a caller, in the Bot API's exact form. */
import type { ApiError } from "#shared/telegram/api-error.ts";

export interface Answer {
  status: number;
  body: string;
  /** Seconds for the `Retry-After` header. */
  retryAfterS?: number;
}

/** @param result as JSON */
export const accepted = (result: string): Answer => ({
  status: 200,
  body: `{"ok":true,"result":${result}}`,
});

export function refused({ status, message, parameters }: ApiError, write = JSON.stringify): Answer {
  const answer = {
    status,
    body: write({ ok: false, error_code: status, description: message, ...(parameters && { parameters }) }),
  };
  return parameters?.retry_after === undefined ? answer : { ...answer, retryAfterS: parameters.retry_after };
}
