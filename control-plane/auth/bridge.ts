/** Hands /api/auth/* to Better Auth, which speaks Request and Response, and hands its answer back. */
import { createHash } from "node:crypto";
import { APIError } from "better-auth";
import type { Context, Middleware } from "koa";
import { AppError } from "#shared/errors.ts";
import { customerOf } from "../http/address.ts";
import type { RateLimits } from "../http/rate-limits.ts";
import { requireSameOrigin, requireSecureOrigin } from "../http/same-origin.ts";
import { type Auth, addressHeader } from "./auth.ts";

interface Deps {
  auth: Auth;
  limits: RateLimits;
  publicUrl: string | undefined;
}

/** Whether a route tries a password or makes an account, or only asks. */
type Kind = "tries" | "asks";

/**
 * What is open of all that Better Auth offers: what the page and programs use. Each is known by its exact path, so that
 * nothing reaches a handler by another name than the one it is limited by; the rest is as if it were not there.
 */
const open: ReadonlyMap<string, Kind> = new Map([
  ["POST /api/auth/sign-in/email", "tries"],
  ["POST /api/auth/sign-up/email", "tries"],
  ["POST /api/auth/change-password", "tries"],
  ["POST /api/auth/sign-out", "asks"],
  ["GET /api/auth/get-session", "asks"],
  ["GET /api/auth/list-sessions", "asks"],
  ["POST /api/auth/revoke-session", "asks"],
  ["POST /api/auth/revoke-other-sessions", "asks"],
  ["GET /api/auth/token", "asks"],
  ["GET /api/auth/jwks", "asks"],
]);

export const bridgeAuth =
  ({ auth, limits, publicUrl }: Deps): Middleware =>
  async (ctx) => {
    requireSameOrigin(ctx, publicUrl);
    const kind = open.get(`${ctx.method === "HEAD" ? "GET" : ctx.method} ${ctx.path}`);
    if (!kind) throw new AppError("not_found", "There is nothing at this address");
    if (kind === "tries") {
      requireSecureOrigin(ctx, publicUrl);
      await limits.signIn(ctx.ip);
    } else await limits.request(visitorOf(ctx));
    const request = requestOf(ctx);
    const account = ctx.path === "/api/auth/sign-in/email" ? accountOf(ctx.request.body) : null;
    if (account !== null) await limits.beforePassword(account);
    await answer(ctx, await handle(auth, request));
    if (account !== null && ctx.status === 200) await limits.rightPassword(account);
  };

/** Who shows a session is known by that: nobody else at the same address keeps them out. */
function visitorOf(ctx: Context): string {
  const shown = ctx.get("authorization") || ctx.get("cookie");
  return shown === "" ? `address:${customerOf(ctx.ip)}` : `session:${digest(shown)}`;
}

const digest = (text: string) => createHash("sha256").update(text).digest("base64url");

/** Whose password is tried, as one word whatever it is written like. */
function accountOf(body: unknown): string | null {
  const { email } = (body ?? {}) as { email?: unknown };
  return typeof email === "string" ? digest(email.trim().toLowerCase()) : null;
}

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
  // A Host with a path in it would be read as another path than the one that was looked at.
  if (!URL.canParse(address) || new URL(address).pathname !== ctx.path)
    throw new AppError("invalid", "The request's Host makes no sense");
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
