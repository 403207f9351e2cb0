/** An entity manager that sees one tenant's rows alone: by our filter, and by the database's own policies. */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Orm } from "./open.ts";

export function tenantScope(orm: Orm, tenantId: string): EntityManager {
  const em = orm.em.fork({ session: { role: "botfactory_tenant" } });
  em.setFilterParams("tenant", { id: tenantId });
  return em;
}
