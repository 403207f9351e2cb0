import type * as Entities from "#shared/db/entities/api-key.ts";
import type { ApiKey } from "#shared/schemas/api-key.ts";

export const presentApiKey = ({ id, name, last4, createdAt, lastUsedAt }: Entities.ApiKey): ApiKey => ({
  id,
  name,
  last4,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
