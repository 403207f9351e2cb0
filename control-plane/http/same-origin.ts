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
 * @throws {AppError} `other_site`
 */
export function requireSameOrigin(asked: Asked, publicUrl: string | undefined): void {
  if (safe.has(asked.method)) return;
  const origin = asked.get("Origin");
  if (publicUrl && origin === new URL(publicUrl).origin) return;
  const site = asked.get("Sec-Fetch-Site");
  const ours = site ? site === "same-origin" || site === "none" : !origin || hostOf(origin) === asked.host;
  if (ours) return;
  // Also what our own page meets behind a proxy that passes on another Host.
  const wayOut = publicUrl
    ? `open the page at ${new URL(publicUrl).origin}`
    : "set PUBLIC_URL to the page's address, or have the proxy before it pass on the Host";
  throw new AppError("other_site", `This request came from another address than it was sent to: ${wayOut}`);
}

/**
 * Cookies that a browser keeps for https alone do not come back over http: whoever signs in there would be signed out at once.
 *
 * @throws {AppError} `insecure_address`
 */
export function requireSecureOrigin(asked: Asked, publicUrl: string | undefined): void {
  const origin = asked.get("Origin");
  // On the machine itself browsers keep them over http as well.
  if (!publicUrl?.startsWith("https:") || !origin.startsWith("http:") || isLocal(origin)) return;
  throw new AppError("insecure_address", `Nobody can sign in over http here: open ${new URL(publicUrl).origin}`);
}

const isLocal = (origin: string): boolean =>
  URL.canParse(origin) && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(origin).hostname);

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
