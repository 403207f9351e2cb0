/** What a tenant's plan has besides numbers. It is asked for where something new is made: what is there stays usable. */
import { Tenant } from "#shared/db/entities/tenant.ts";
import { LimitReached } from "#shared/errors.ts";
import { cheapestWith } from "#shared/plans/plans.ts";
import type { Feature } from "#shared/schemas/plan.ts";
import type { Scope } from "../http/route.ts";
import { limitsOf } from "./limits.ts";

const begins = {
  forms: "Forms come",
  webhooks: "Webhooks come",
  own_openai_key: "An OpenAI key of your own comes",
} satisfies Partial<Record<Feature, string>>;

/** @throws {LimitReached} naming the plan that has it */
export async function requireFeature({ em, tenantId }: Scope, feature: keyof typeof begins): Promise<void> {
  const tenant = await em.findOneOrFail(Tenant, tenantId);
  if (!limitsOf(tenant, new Date()).plan.features.includes(feature))
    throw new LimitReached(`${begins[feature]} with the plan ${cheapestWith(feature)}`);
}
