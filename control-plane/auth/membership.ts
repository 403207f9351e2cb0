/** In which tenant a person acts, and what they may do there. */
import { Member } from "#shared/db/entities/auth-tables.ts";
import type { Orm } from "#shared/db/open.ts";
import type { Role } from "../http/principal.ts";

export interface Membership {
  tenantId: string;
  role: Role;
}

interface Person {
  userId: string;
  /** The tenant they have chosen; `null` when they have chosen none. */
  chosen: string | null;
}

/** @returns theirs in the chosen tenant, else their oldest; `null` when they belong to none */
export async function membershipOf(orm: Orm, { userId, chosen }: Person): Promise<Membership | null> {
  const found = await orm.em
    .fork()
    .find(Member, { user: userId }, { fields: ["tenant", "role"], orderBy: { id: "asc" }, filters: { tenant: false } });
  const member = found.find(({ tenant }) => tenant.id === chosen) ?? found[0];
  return member ? { tenantId: member.tenant.id, role: strongest(member.role) } : null;
}

/** Better Auth keeps several roles as one text with commas. */
function strongest(roles: string): Role {
  const held = roles.split(",").map((role) => role.trim());
  if (held.includes("owner")) return "owner";
  return held.includes("admin") ? "admin" : "member";
}
