/** The one shape in which the API says no: `{ error: { code, message, issues? } }`. */
import { z } from "zod";

export const ErrorCode = z.enum([
  "invalid",
  "unauthenticated",
  "forbidden",
  "other_site",
  "insecure_address",
  "limit_reached",
  "not_found",
  "conflict",
  "webhook_set",
  "too_large",
  "rate_limited",
  "telegram_unreachable",
  "ai_failed",
  "unavailable",
  "internal",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const ErrorBody = z.object({
  error: z.object({
    code: ErrorCode,
    /** A sentence for people, saying what to do. */
    message: z.string(),
    /** One entry a field that is wrong. `path` as in the request's body. */
    issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })).optional(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
