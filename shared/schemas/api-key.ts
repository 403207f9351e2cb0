/** Keys for programs: sent as `X-API-Key`. The key itself is in the answer to its creation, and never again. */
import { z } from "zod";

export const ApiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The key's last four characters. */
  last4: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const CreateApiKey = z.strictObject({ name: z.string().trim().min(1).max(64) });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const NewApiKey = ApiKey.extend({
  /** Shown this once. */
  key: z.string(),
});
export type NewApiKey = z.infer<typeof NewApiKey>;
