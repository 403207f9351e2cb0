/** What an operator's machines ask: is the process alive, can it work, and how is it doing. */
import type { Middleware } from "koa";
import type { Registry } from "prom-client";
import { isReachable, type Orm } from "#shared/db/open.ts";
import type { Vitals } from "#shared/lifecycle/vitals.ts";

interface Deps {
  orm: Orm;
  vitals: Vitals;
  metrics: Registry;
}

export const answerProbes =
  ({ orm, vitals, metrics }: Deps): Middleware =>
  async (ctx, next) => {
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    switch (ctx.path) {
      case "/healthz": {
        const { health } = vitals;
        ctx.status = health.status === "ok" ? 200 : 503;
        ctx.body = health;
        return;
      }
      case "/readyz": {
        const ready = await isReachable(orm);
        ctx.status = ready ? 200 : 503;
        const { troubles } = vitals.health;
        ctx.body = ready
          ? { status: "ok", ...(troubles && { troubles }) }
          : { status: "unavailable", reason: "The database does not answer" };
        return;
      }
      case "/metrics":
        ctx.type = metrics.contentType;
        ctx.body = await metrics.metrics();
        return;
      default:
        return next();
    }
  };
