/** The one place where errors become HTTP answers: `{ error: { code, message, issues? } }`. Internals stay inside. */
import { ConnectionException } from "@mikro-orm/core";
import type { Middleware } from "koa";
import { causesOf, codeOf } from "#shared/causes.ts";
import { AppError } from "#shared/errors.ts";
import { shortageIn } from "#shared/lifecycle/shortages.ts";
import type { Log } from "#shared/log.ts";
import type { ErrorBody, ErrorCode } from "#shared/schemas/error.ts";
import { RateLimited } from "./rate-limits.ts";
import type { RequestState } from "./request-log.ts";

const statusOf: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  other_site: 403,
  insecure_address: 403,
  limit_reached: 403,
  not_found: 404,
  conflict: 409,
  webhook_set: 409,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  telegram_unreachable: 502,
  ai_failed: 502,
  unavailable: 503,
};

export const answerErrors =
  ({ log }: { log: Log }): Middleware<RequestState> =>
  async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined && /^\/api(\/|$)/.test(ctx.path))
        throw new AppError("not_found", "There is nothing at this address");
    } catch (error) {
      const known = knownError(error);
      if (!known || known.code === "unavailable")
        log.error({ error, requestId: ctx.state.requestId, method: ctx.method }, "A request failed");
      const { code, message, issues } = known ?? new AppError("internal", "Something broke on our side");
      ctx.status = statusOf[code];
      ctx.body = { error: { code, message, ...(issues && { issues }) } } satisfies ErrorBody;
      if (error instanceof RateLimited) ctx.set("Retry-After", String(error.retryAfterS));
      if (code === "unauthenticated") ctx.set("WWW-Authenticate", "Bearer");
    }
  };

/** @returns `null` for what nobody foresaw */
function knownError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const status = httpStatus(error);
  if (status === 404) return new AppError("not_found", "There is nothing at this address");
  if (status && status >= 400 && status < 500) return new AppError("invalid", "This request makes no sense");
  const causes = [...causesOf(error)];
  if (shortageIn(error) !== null)
    return new AppError("unavailable", "Too much is going on here just now: try again soon");
  if (causes.some(isDatabaseDown)) return new AppError("unavailable", "The database cannot be reached: try again soon");
  if (causes.some((cause) => sqlState(cause) === "55P03"))
    return new AppError("unavailable", "This is being changed by somebody else just now: try again soon");
  // A value that passed its contract, but not the database's types.
  if (causes.some((cause) => sqlState(cause)?.startsWith("22")))
    return new AppError("invalid", "A value in this request cannot be stored");
  return null;
}

/** Lost, full, shutting down, not there, not letting us in. */
const downStates = /^(08|28|3D|53|57P0)/;
const downCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "ETIMEDOUT"]);
const downMessages = /connection terminated|timeout exceeded when trying to connect/i;

const isDatabaseDown = (error: Error): boolean =>
  error instanceof ConnectionException ||
  downCodes.has(codeOf(error)) ||
  downMessages.test(error.message) ||
  downStates.test(sqlState(error) ?? "");

/** @returns PostgreSQL's five characters, when that is where it came from */
function sqlState(error: Error): string | null {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

const httpStatus = (error: unknown): number | null =>
  error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : null;
