/**
 * Cross-site request forgery: a request that changes something, and that the browser signed by itself, must come from
 * our own page. Browsers say where it comes from; programs, which say nothing, send no cookie they were not told to.
 */
import type { Context } from "koa";
import { AppError } from "#shared/errors.ts";

type Asked = Pick<Context, "method" | "host" | "get">;

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * @param publicUrl the page's address when a proxy hides it from us
 * @throws {AppError} `forbidden`
 */
export function requireSameOrigin(asked: Asked, publicUrl: string | undefined): void {
  if (safe.has(asked.method)) return;
  const origin = asked.get("Origin");
  if (publicUrl && origin === new URL(publicUrl).origin) return;
  const site = asked.get("Sec-Fetch-Site");
  const ours = site ? site === "same-origin" || site === "none" : !origin || hostOf(origin) === asked.host;
  if (!ours) throw new AppError("forbidden", "This request came from another site");
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
