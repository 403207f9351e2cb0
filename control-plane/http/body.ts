/** Reads a request's JSON, up to 1 MB. */
import { bodyParser } from "@koa/bodyparser";
import type { Context, Middleware } from "koa";
import { AppError } from "#shared/errors.ts";
import { requireCleanText } from "./clean-text.ts";

const limit = 1024 * 1024;

/** Puts what was sent into `ctx.request.body`; undefined when it was no JSON. */
export const readBody = (): Middleware => {
  const parse = bodyParser({
    enableTypes: ["json"],
    jsonLimit: limit,
    parsedMethods: ["POST", "PUT", "PATCH", "DELETE"],
    onError: refuse,
  });
  return (ctx, next) => {
    // A body of another type would be passed over, and the request carried out without it.
    if (ctx.is("json") === false && ctx.request.length !== 0)
      throw new AppError("invalid", "Send the body as JSON, with Content-Type: application/json");
    return parse(ctx, async () => {
      requireCleanText(ctx.request.body);
      await next();
    });
  };
};

function refuse(error: Error & { status?: number }, ctx: Context): never {
  // What is still on its way is read and dropped: else the client may never see our answer.
  ctx.req.resume();
  if (error.status === 413) throw new AppError("too_large", "The request is larger than 1 MB");
  throw new AppError("invalid", "The request's body is no valid JSON");
}
