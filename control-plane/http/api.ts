/** Turns the list of routes into Koa's: who asks, whether they may, how often, what they sent; then the route's own work. */
import Router from "@koa/router";
import type { Context, Middleware } from "koa";
import type { Orm } from "#shared/db/open.ts";
import { tenantScope } from "#shared/db/tenant-scope.ts";
import { AppError } from "#shared/errors.ts";
import { readBody } from "./body.ts";
import { requireCleanText } from "./clean-text.ts";
import type { Authenticate, Principal } from "./principal.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { RequestState } from "./request-log.ts";
import { meets, type Route, type Scope } from "./route.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { Streamed } from "./streamed.ts";
import { readUpload, uploadLimitOf } from "./upload.ts";

interface Deps {
  routes: readonly Route[];
  authenticate: Authenticate;
  isOperator(principal: Principal): Promise<boolean>;
  limits: RateLimits;
  orm: Orm;
  publicUrl: string | undefined;
}

export const apiPrefix = "/api/v1";

export function answerApi({ routes, ...deps }: Deps): Middleware<RequestState> {
  const router = new Router<RequestState>({ prefix: apiPrefix, sensitive: true, strict: true });
  const withBody = readBody();
  for (const route of routes) {
    router[route.method](route.path, async (ctx) => {
      ctx.state.route = route.path;
      const scope = await admit(ctx, route, deps);
      const maxBytes = uploadLimitOf(route.body);
      if (maxBytes === null) await withBody(ctx, () => answer(ctx, route, scope, ctx.request.body));
      else await answer(ctx, route, scope, await readUpload(ctx, maxBytes));
    });
  }
  return router.routes() as Middleware<RequestState>;
}

/** @returns the tenant that asks; `null` where the route belongs to none */
async function admit(ctx: Context, route: Route, deps: Omit<Deps, "routes">): Promise<Scope | null> {
  if (route.needs === "nobody") return null;
  const principal = await deps.authenticate(ctx.headers);
  if (!principal) throw new AppError("unauthenticated", "Sign in, or send a valid token or API key");
  await deps.limits.request(`${principal.kind}:${principal.id}`);
  if (principal.byCookie) requireSameOrigin(ctx, deps.publicUrl);
  const operators = route.needs === "operator";
  const allowed = operators ? await deps.isOperator(principal) : meets(principal, route.needs);
  if (!allowed) throw new AppError("forbidden", refusals[route.needs]);
  return operators ? null : { tenantId: principal.tenantId, em: tenantScope(deps.orm, principal.tenantId) };
}

const refusals = {
  member: "You are no member here",
  admin: "Only the workspace's owner and admins may do this",
  "admin in person": "Only the workspace's owner and admins may do this, signed in: an API key may not",
  operator: "Only an operator of this installation may do this, signed in",
} as const;

async function answer(ctx: Context, route: Route, scope: Scope | null, sent: unknown): Promise<void> {
  const query = { ...ctx.query };
  const params: unknown = ctx.params;
  requireCleanText(query);
  const gone = new AbortController();
  ctx.res.once("close", () => gone.abort());
  const { headers } = ctx;
  const body = await route.run({ params, query, body: sent, headers, signal: gone.signal }, scope);
  ctx.status = route.status;
  ctx.set("Cache-Control", "no-store");
  if (body instanceof Streamed) answerStreamed(ctx, body);
  else if (route.status !== 204) ctx.body = body;
}

function answerStreamed(ctx: Context, { type, headers, status, body }: Streamed): void {
  // Koa reads it, and cuts the connection when it breaks; but after a HEAD nobody does, and unheard it would end the process.
  body.on("error", () => {});
  if (status) ctx.status = status;
  ctx.set({ ...headers, "Content-Type": type });
  ctx.body = body;
}
