/** Builds the Koa application; listens nowhere, so tests can call it. */
import Koa, { type Middleware } from "koa";
import type { Registry } from "prom-client";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { Vitals } from "#shared/lifecycle/vitals.ts";
import type { Log } from "#shared/log.ts";
import { createApiKeyStore } from "./api-keys/store.ts";
import { createAuth } from "./auth/auth.ts";
import { createAuthenticate } from "./auth/authenticate.ts";
import { bridgeAuth } from "./auth/bridge.ts";
import { isOperator } from "./auth/operator.ts";
import { createTokenVerifier } from "./auth/token-verifier.ts";
import { answerApi, apiPrefix } from "./http/api.ts";
import { readBody } from "./http/body.ts";
import { canonicalPath } from "./http/canonical-path.ts";
import { answerErrors } from "./http/errors.ts";
import { noticeProxy } from "./http/notice-proxy.ts";
import { openApi } from "./http/openapi.ts";
import { servePage } from "./http/page.ts";
import { answerProbes } from "./http/probes.ts";
import { createRateLimits } from "./http/rate-limits.ts";
import { logRequests } from "./http/request-log.ts";
import type { Route } from "./http/route.ts";
import { securityHeaders } from "./http/security-headers.ts";

export interface AppDeps {
  config: Config;
  log: Log;
  orm: Orm;
  vitals: Vitals;
  coordination: Coordination;
  secretKey: string;
  metrics: Registry;
  /** Where the built page lies. */
  pageDir: string;
  routes: readonly Route[];
}

export function createApp({
  config,
  log,
  orm,
  vitals,
  coordination,
  secretKey,
  metrics,
  pageDir,
  routes,
}: AppDeps): Koa {
  // The nearest proxy's word counts; what came before it in X-Forwarded-For may be made up.
  const app = new Koa({ proxy: config.TRUST_PROXY, maxIpsCount: 1 });
  app.on("error", (error: unknown) => log.debug({ error }, "A connection broke"));

  const auth = createAuth({ config, orm, secretKey, log });
  const limits = createRateLimits({ config, coordination, log });
  const publicUrl = config.PUBLIC_URL;
  const authenticate = createAuthenticate({
    auth,
    orm,
    tokens: createTokenVerifier(auth),
    keys: createApiKeyStore({ orm }),
  });
  const document = openApi(routes, apiPrefix);
  const body = readBody();
  const bridge = bridgeAuth({ auth, limits, publicUrl });

  app.use(logRequests({ log, metrics }));
  app.use(noticeProxy({ log, trusted: config.TRUST_PROXY }));
  app.use(securityHeaders(publicUrl));
  app.use(answerErrors({ log }));
  app.use(canonicalPath());
  app.use(answerProbes({ orm, vitals, metrics }));
  app.use(
    at("/api/openapi.json", (ctx) => {
      ctx.body = document;
    }),
  );
  app.use(under("/api/auth/", (ctx, next) => body(ctx, () => Promise.resolve(bridge(ctx, next)))));
  app.use(
    answerApi({ routes, authenticate, isOperator: (principal) => isOperator(orm, principal), limits, orm, publicUrl }),
  );
  app.use(elsewhere("/api", servePage(pageDir)));
  return app;
}

const at =
  (path: string, then: Middleware): Middleware =>
  (ctx, next) =>
    ctx.path === path && ctx.method === "GET" ? then(ctx, next) : next();

const under =
  (prefix: string, then: Middleware): Middleware =>
  (ctx, next) =>
    ctx.path.startsWith(prefix) ? then(ctx, next) : next();

const elsewhere =
  (prefix: string, then: Middleware): Middleware =>
  (ctx, next) =>
    ctx.path === prefix || ctx.path.startsWith(`${prefix}/`) ? next() : then(ctx, next);
