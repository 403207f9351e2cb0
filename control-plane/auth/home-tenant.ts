/** Everybody who signs in has a tenant: their oldest membership's, or one made for them now. */

import type { DBAdapter } from "better-auth";
import { newId } from "#shared/db/new-id.ts";
import type { PlanId } from "#shared/schemas/plan.ts";

/** What is needed of Better Auth's way to the database. */
export type AuthRows = Pick<DBAdapter, "findMany" | "create">;

interface Person {
  id: string;
  name: string;
  role: string;
}

/**
 * Works through Better Auth's own adapter, so that at sign-up tenant, membership and person are one transaction.
 *
 * @returns the tenant's id
 */
export async function homeTenant(adapter: AuthRows, person: Person, defaultPlan: PlanId): Promise<string> {
  const [membership] = await adapter.findMany<{ organizationId: string }>({
    model: "member",
    where: [{ field: "userId", value: person.id }],
    sortBy: { field: "createdAt", direction: "asc" },
    limit: 1,
  });
  if (membership) return membership.organizationId;

  const id = newId();
  const createdAt = new Date();
  const plan: PlanId = person.role === "operator" ? "enterprise" : defaultPlan;
  await adapter.create({
    model: "organization",
    data: { id, name: person.name, slug: slugOf(person.name, id), plan, createdAt },
    forceAllowId: true,
  });
  await adapter.create({
    model: "member",
    data: { organizationId: id, userId: person.id, role: "owner", createdAt },
  });
  return id;
}

/** @returns a name for addresses, unique by the random end of `id` */
export function slugOf(name: string, id: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return `${words || "tenant"}-${id.slice(-10)}`;
}
