/** Knows the holder of an API key by its hash. Looking a key up needs no tenant: the key says whose it is. */
import { createHash, randomBytes } from "node:crypto";
import { ApiKey } from "#shared/db/entities/api-key.ts";
import type { Orm } from "#shared/db/open.ts";
import type { Principal } from "../http/principal.ts";

/** How fresh `lastUsedAt` is, in milliseconds: it is not written at each request. */
const usedAgainAfterMs = 60_000;

const shape = /^bf_[A-Za-z0-9_-]{43}$/;

export interface ApiKeyStore {
  /** @returns `null` when there is no such key */
  holderOf(key: string): Promise<Principal | null>;
}

export const newKey = (): string => `bf_${randomBytes(32).toString("base64url")}`;

export const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

export function createApiKeyStore({ orm }: { orm: Orm }): ApiKeyStore {
  return {
    async holderOf(key) {
      if (!shape.test(key)) return null;
      const em = orm.em.fork();
      const found = await em.findOne(ApiKey, { hash: hashOf(key) }, { filters: { tenant: false } });
      if (!found) return null;
      const now = new Date();
      if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > usedAgainAfterMs)
        await em.nativeUpdate(ApiKey, { id: found.id }, { lastUsedAt: now }, { filters: { tenant: false } });
      return { kind: "key", id: found.id, tenantId: found.tenant.id, role: "admin", byCookie: false };
    },
  };
}
