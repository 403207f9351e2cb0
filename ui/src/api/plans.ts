/** The table of plans, and which of them would have what is missing. */
import { queryOptions } from "@tanstack/react-query";
import { pageOf } from "#shared/schemas/page.ts";
import { type Feature, Plan } from "#shared/schemas/plan.ts";
import { api } from "./client.ts";

const PlanPage = pageOf(Plan);

export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: async ({ signal }) => (await api(PlanPage, "/plans", { signal })).items,
  staleTime: 10 * 60_000,
});

/** @returns the first of `plans`, which are sorted by price, with `feature`; `null` if none has it */
export const planWithFeature = (plans: readonly Plan[], feature: Feature): Plan | null =>
  plans.find((plan) => plan.features.includes(feature)) ?? null;

/** @returns the first of `plans` that allows more than `bots` bots; `null` if none does */
export const planWithBots = (plans: readonly Plan[], bots: number): Plan | null =>
  plans.find((plan) => plan.maxBots === null || plan.maxBots > bots) ?? null;
