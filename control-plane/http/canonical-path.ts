/** One path, read alike by everybody: what a URL parser would change about it is an address where there is nothing. */
import type { Middleware } from "koa";
import { AppError } from "#shared/errors.ts";

/**
 * Refuses paths with `.` and `..` (also as `%2e`), backslashes and empty parts. Limits, routes and whoever parses the address
 * again behind them would each read another path in them.
 *
 * @throws {AppError} `not_found`
 */
export const canonicalPath = (): Middleware => (ctx, next) => {
  const { path } = ctx;
  const address = `http://host${path}`;
  const isCanonical = URL.canParse(address) && new URL(address).pathname === path && !path.includes("//");
  if (!isCanonical) throw new AppError("not_found", "There is nothing at this address");
  return next();
};
