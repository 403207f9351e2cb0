/** What goes back to a caller, in the Bot API's exact form. */
import type { ApiError } from "#shared/telegram/api-error.ts";

export interface Answer {
  status: number;
  body: string;
  /** Seconds for the `Retry-After` header. */
  retryAfterS?: number;
}

export const accepted = (result: unknown): Answer => ({
  status: 200,
  body: `{"ok":true,"result":${JSON.stringify(result)}}`,
});

export function refused({ status, message, parameters }: ApiError): Answer {
  const answer = {
    status,
    body: JSON.stringify({ ok: false, error_code: status, description: message, ...(parameters && { parameters }) }),
  };
  return parameters?.retry_after === undefined ? answer : { ...answer, retryAfterS: parameters.retry_after };
}
