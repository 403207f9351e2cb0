/** The server said no. `code` is for programs, `message` a sentence for people, in English. */
import type { ErrorBody } from "#shared/schemas/error.ts";

export type Issue = NonNullable<ErrorBody["error"]["issues"]>[number];

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** One of the contract's codes, or one of Better Auth's, such as `INVALID_EMAIL_OR_PASSWORD`. */
  readonly code: string;
  readonly issues: readonly Issue[];
  /** Seconds to wait before the next try; `null` where the server named none. */
  readonly retryAfterS: number | null;

  constructor(
    status: number,
    code: string,
    message: string,
    { issues = [], retryAfterS = null }: { issues?: readonly Issue[]; retryAfterS?: number | null } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.issues = issues;
    this.retryAfterS = retryAfterS;
  }
}

/** No answer came at all: the server or the network is away. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** @returns whether `error` is the server's refusal with this code */
export const isCode = (error: unknown, code: string): error is ApiError =>
  error instanceof ApiError && error.code === code;

/** @returns the server's words by field, as a form takes them: `{ "menuConfig.text": "…" }` */
export function issuesByField(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.issues.map(({ path, message }) => [path.join("."), message]));
}
