/** Serves the built page: its files, and index.html for every address that the page's own router knows. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { send } from "@koa/send";
import type { Context, Middleware } from "koa";
import { AppError } from "#shared/errors.ts";

const hashed = /^\/assets\//;
const foreverMs = 365 * 24 * 3_600_000;

/** @param pageDir where the build put it */
export const servePage =
  (pageDir: string): Middleware =>
  async (ctx, next) => {
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    const path = filePath(ctx.path);
    if (path && (await isFile(join(pageDir, path)))) return deliver(ctx, path, pageDir);
    // A file that is gone is no page of ours: an old tab must not get HTML for a script.
    if (/\.\w+$/.test(ctx.path) || hashed.test(ctx.path)) return next();
    if (!(await isFile(join(pageDir, "index.html"))))
      throw new AppError("not_found", "The page is not built: run `npm run build`");
    await deliver(ctx, "/index.html", pageDir);
  };

/** @returns `null` for what no file of ours is called */
function filePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return /^\/(?!.*(\.\.|\/\.|\\|\0))./.test(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

async function deliver(ctx: Context, path: string, pageDir: string): Promise<void> {
  ctx.vary("Accept-Encoding");
  if (hashed.test(path)) {
    await send(ctx, encodeURI(path), { root: pageDir, maxage: foreverMs, immutable: true });
  } else {
    ctx.set("Cache-Control", "no-cache");
    // By its content: a build may carry any date, and an older one than the build before it.
    ctx.etag = createHash("sha256")
      .update(await readFile(join(pageDir, path)))
      .digest("base64url");
    await send(ctx, encodeURI(path), { root: pageDir });
  }
  // Whoever has this version already is told so, and gets nothing twice.
  if (ctx.fresh) ctx.status = 304;
}
