/** One log line a request, with an id that its answer carries too; and the figures for /metrics. */
import { randomUUIDv7 } from "node:crypto";
import type { Middleware } from "koa";
import { Histogram, type Registry } from "prom-client";
import type { Log } from "#shared/log.ts";

interface Deps {
  log: Log;
  metrics: Registry;
}

/** What later middleware tells about a request. */
export interface RequestState {
  requestId?: string;
  /** The route that answered, with `:names` for what varies: figures must not grow with ids. */
  route?: string;
}

export function logRequests({ log, metrics }: Deps): Middleware<RequestState> {
  const seconds = new Histogram({
    name: "botfactory_http_request_seconds",
    help: "Time to answer an HTTP request",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [metrics],
  });

  return async (ctx, next) => {
    const requestId = randomUUIDv7();
    ctx.state.requestId = requestId;
    const startedAt = performance.now();
    ctx.set("X-Request-Id", requestId);
    await next();
    const ms = performance.now() - startedAt;
    const { method, path, status } = ctx;
    seconds.observe(
      { method: known.has(method) ? method : "other", route: ctx.state.route ?? "other", status },
      ms / 1000,
    );
    // An open page asks every few seconds: what goes well and changes nothing is for whoever wants to look closely.
    const quiet = status < 400 && (method === "GET" || method === "HEAD");
    const level = status >= 500 ? "error" : quiet ? "debug" : "info";
    // Only the path: a query may carry what is nobody's business.
    log[level]({ requestId, method, path: path.slice(0, 200), status, ms: Math.round(ms) }, "Request");
  };
}

const known = new Set(["GET", "HEAD", "POST", "PATCH", "DELETE"]);
