/** Reads a refusal in either of the two shapes the server has: the API's envelope and Better Auth's `{ code, message }`. */
import { ApiError, type Issue } from "./api-error.ts";

interface Shapes {
  error?: { code?: string; message?: string; issues?: Issue[] };
  code?: string;
  message?: string;
}

/** @param body what the answer carried, whatever it was: a proxy in between may have sent HTML */
export function readError(status: number, body: unknown, headers: Headers): ApiError {
  const shapes: Shapes = typeof body === "object" && body !== null ? body : {};
  const { code, message, issues } = typeof shapes.error === "object" ? shapes.error : { ...shapes, issues: [] };
  const retryAfter = Number(headers.get("retry-after") ?? headers.get("x-retry-after") ?? Number.NaN);
  return new ApiError(status, code ?? codeOf(status), message ?? `The server answered ${status}`, {
    issues: issues ?? [],
    retryAfterS: Number.isFinite(retryAfter) ? Math.ceil(retryAfter) : null,
  });
}

function codeOf(status: number): string {
  if (status === 401) return "unauthenticated";
  if (status === 404) return "not_found";
  if (status === 413) return "too_large";
  if (status === 429) return "rate_limited";
  return status >= 502 && status <= 504 ? "unavailable" : "internal";
}
