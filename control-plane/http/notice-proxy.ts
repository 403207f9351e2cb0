/** Tells the operator once that a proxy seems to stand before the page that nobody has told us of. */
import type { Middleware } from "koa";
import { isPublic } from "#shared/address-guard.ts";
import type { Log } from "#shared/log.ts";

/** @param trusted as `TRUST_PROXY` says */
export function noticeProxy({ log, trusted }: { log: Log; trusted: boolean }): Middleware {
  let told = trusted;
  return (ctx, next) => {
    // Strangers of the internet may write into the header what they like.
    if (!told && ctx.get("X-Forwarded-For") !== "" && !isPublic(ctx.req.socket.remoteAddress ?? "")) {
      told = true;
      log.warn(
        "A proxy seems to stand before the page. If it is yours and writes X-Forwarded-For itself, set TRUST_PROXY=true: without it limits count all people behind it as one",
      );
    }
    return next();
  };
}
