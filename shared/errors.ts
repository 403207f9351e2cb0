/** Errors the domain throws on purpose. HTTP knows their codes; they know nothing of HTTP. */
import type { ErrorBody, ErrorCode } from "#shared/schemas/error.ts";

export type Issue = NonNullable<ErrorBody["error"]["issues"]>[number];

export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly code: ErrorCode;
  readonly issues: Issue[] | undefined;

  /** @param message a sentence for people: what is wrong and what to do. Carries no secret. */
  constructor(code: ErrorCode, message: string, options: ErrorOptions & { issues?: Issue[] } = {}) {
    super(message, options);
    this.code = code;
    this.issues = options.issues;
  }
}

/** It does not exist, or belongs to another tenant: the two look the same on purpose. */
export class NotFound extends AppError {
  override readonly name = "NotFound";
  constructor(what: string) {
    super("not_found", `${what} does not exist`);
  }
}

/** The tenant's plan does not allow this, or not more of it. */
export class LimitReached extends AppError {
  override readonly name = "LimitReached";
  constructor(message: string) {
    super("limit_reached", message);
  }
}
