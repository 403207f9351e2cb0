/** /plans: what each plan allows. */
import { plans } from "#shared/plans/plans.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { Plan } from "#shared/schemas/plan.ts";
import { publicRoute, type Route } from "../http/route.ts";

export const planRoutes = (): Route[] => [
  publicRoute({
    method: "get",
    path: "/plans",
    summary: "List the plans, cheapest first",
    answer: pageOf(Plan),
    handle: async () => ({ items: Object.values(plans), nextCursor: null }),
  }),
];
