/** What may count as an answer of the Bot API's, as against what a server or proxy in its place says. */
import type { ApiResponse } from "grammy/types";

/** @throws {TypeError} when it is something else: then what became of the call is not known */
export function asApiAnswer(body: unknown): ApiResponse<unknown> {
  if (typeof body === "object" && body !== null && "ok" in body) {
    if (body.ok === true) return body as ApiResponse<unknown>;
    if (body.ok === false && "error_code" in body && typeof body.error_code === "number") {
      // Only Telegram itself always says more than the code.
      const { description } = body as { description?: unknown };
      return {
        ...(body as ApiResponse<never>),
        description: typeof description === "string" ? description : "",
      } as never;
    }
  }
  throw new TypeError(noAnswer);
}

export const noAnswer = "The answer is not one of the Bot API's";
