/** What goes back to a caller, in the Bot API's exact form. */
import type { ResponseParameters } from "grammy/types";

export interface Answer {
  status: number;
  body: string;
  /** Seconds for the `Retry-After` header. */
  retryAfterS?: number;
}

/** A call that Telegram refuses. Methods throw it; the gateway turns it into an answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly parameters: ResponseParameters | undefined;

  constructor(status: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }
}

export const badRequest = (reason: string) => new ApiError(400, `Bad Request: ${reason}`);

/** @param seconds whole seconds the caller shall wait */
export const tooManyRequests = (seconds: number) =>
  new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });

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
