/**
 * What makes a table a tenant's own: row-level security in the database, and the same condition as a filter here.
 * An entity manager for a tenant carries both (`tenant-scope.ts`). The system's own says `filters: { tenant: false }`
 * query by query: forgetting it throws, instead of showing one tenant another's rows.
 */
const tenantFilter = <Cond extends (params: { id: string }) => object>(cond: Cond) =>
  ({
    rowLevelSecurity: "force",
    filters: { tenant: { name: "tenant", cond, default: true, rls: { setting: "app.tenant_id" } } },
  }) as const;

/** For entities with a `tenant` property. */
export const tenantOwned = tenantFilter(({ id }) => ({ tenant: id }));

/** For the tenant itself. */
export const tenantItself = tenantFilter(({ id }) => ({ id }));
