/** Tells a database that cannot be reached just now from a query that it refuses. */
import { causesOf, codeOf } from "../causes.ts";

/** Lost, ended, full; locked for long, or given up since we stood still in a transaction. */
const gone = /^(08|57P|53|55P03|25P03)/;
const codes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH"]);
const messages =
  /connection terminated|timeout exceeded|connection.*(closed|ended)|query read timeout|client has encountered/i;

/** @param error as thrown by pg or MikroORM, which keeps pg's own error as its cause */
export function isDatabaseAway(error: unknown): boolean {
  for (const cause of causesOf(error)) {
    const code = codeOf(cause);
    if (codes.has(code) || gone.test(code) || messages.test(cause.message)) return true;
  }
  return false;
}
