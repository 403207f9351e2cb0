/** Tells the operator once that a proxy stands before the page that nobody has told us of. */
import type { Middleware } from "koa";
import type { Log } from "#shared/log.ts";

/** @param trusted as `TRUST_PROXY` says */
export function noticeProxy({ log, trusted }: { log: Log; trusted: boolean }): Middleware {
  let told = trusted;
  return (ctx, next) => {
    if (!told && ctx.get("X-Forwarded-For") !== "") {
      told = true;
      log.warn(
        "Requests come by way of a proxy: with TRUST_PROXY=true limits count the people behind it, without it they count all of them as one",
      );
    }
    return next();
  };
}
