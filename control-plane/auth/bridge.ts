/** Hands /api/auth/* to Better Auth, which speaks Request and Response, and hands its answer back. */
import { APIError } from "better-auth";
import type { Context, Middleware } from "koa";
import { AppError } from "#shared/errors.ts";
import { customerOf } from "../http/address.ts";
import type { RateLimits } from "../http/rate-limits.ts";
import { requireSameOrigin } from "../http/same-origin.ts";
import { type Auth, addressHeader } from "./auth.ts";

interface Deps {
  auth: Auth;
  limits: RateLimits;
  publicUrl: string | undefined;
}

/** What tries a password, or makes an account. */
const guarded =
  /^\/api\/auth\/(sign-in|sign-up|change-password|verify-password|request-password-reset|reset-password)\b/;

export const bridgeAuth =
  ({ auth, limits, publicUrl }: Deps): Middleware =>
  async (ctx) => {
    requireSameOrigin(ctx, publicUrl);
    if (guarded.test(ctx.path)) await limits.signIn(customerOf(ctx.ip));
    await answer(ctx, await handle(auth, requestOf(ctx)));
  };

async function handle(auth: Auth, request: Request): Promise<Response> {
  try {
    return await auth.handler(request);
  } catch (error) {
    // Better Auth says no in a shape of its own; everything else is for http/errors.ts.
    if (error instanceof APIError && error.statusCode < 500)
      return Response.json(error.body ?? {}, { status: error.statusCode, headers: new Headers(error.headers) });
    throw error;
  }
}

function requestOf(ctx: Context): Request {
  const address = `${ctx.protocol}://${ctx.host}${ctx.url}`;
  if (!URL.canParse(address)) throw new AppError("invalid", "The request's Host makes no sense");
  const headers = new Headers();
  for (const name of ["authorization", "cookie", "origin", "referer", "user-agent"]) {
    const value = ctx.get(name);
    if (value) headers.set(name, value);
  }
  headers.set(addressHeader, ctx.ip);
  const { body } = ctx.request;
  if (ctx.method === "GET" || ctx.method === "HEAD" || body === undefined)
    return new Request(address, { method: ctx.method, headers });
  headers.set("content-type", "application/json");
  return new Request(address, { method: ctx.method, headers, body: JSON.stringify(body) });
}

async function answer(ctx: Context, response: Response): Promise<void> {
  ctx.status = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") ctx.set(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) ctx.set("Set-Cookie", cookies);
  ctx.set("Cache-Control", "no-store");
  if (response.status === 404) throw new AppError("not_found", "There is nothing at this address");
  if (response.body) ctx.body = Buffer.from(await response.arrayBuffer());
}
