/** Makes, lists and revokes a tenant's API keys. */
import { ApiKey } from "#shared/db/entities/api-key.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import type * as Api from "#shared/schemas/api-key.ts";
import type { Scope } from "../http/route.ts";
import { hashOf, newKey } from "./store.ts";

/** More than anybody needs, so that a runaway script fills no table. */
const maxKeys = 100;

/** @returns the key itself too, which nobody can see again */
export async function createApiKey({ em, tenantId }: Scope, { name }: Api.CreateApiKey) {
  if ((await em.count(ApiKey)) >= maxKeys)
    throw new AppError("conflict", `There are ${maxKeys} keys already: delete one first`);
  const key = newKey();
  const entity = em.create(ApiKey, {
    tenant: em.getReference(Tenant, tenantId, { wrapped: true }),
    name,
    hash: hashOf(key),
    last4: key.slice(-4),
  });
  await em.flush();
  return { key, entity };
}

export const listApiKeys = ({ em }: Scope): Promise<ApiKey[]> => em.find(ApiKey, {}, { orderBy: { id: "desc" } });

/** @throws {NotFound} */
export async function deleteApiKey({ em }: Scope, id: string): Promise<void> {
  if ((await em.nativeDelete(ApiKey, { id })) === 0) throw new NotFound("This API key");
}
