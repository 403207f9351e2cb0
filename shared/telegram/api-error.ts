/** How the Bot API refuses a call. */
import type { ResponseParameters } from "grammy/types";

/** A call that Telegram refuses. Whoever answers calls in Telegram's place throws it, and says it in the end. */
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
