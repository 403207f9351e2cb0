/** The table of plans, and which of them would have what is missing. */
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { type Feature, Plan } from "#shared/schemas/plan.ts";
import { api } from "./client.ts";

/** A list, or a page with the list in it: both are read. */
const Plans = z.union([z.array(Plan), z.object({ items: z.array(Plan) }).transform(({ items }) => items)]);

export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: ({ signal }) => api<Plan[]>(Plans, "/plans", { signal }),
  staleTime: 10 * 60_000,
});

/** @returns the first of `plans`, which are sorted by price, with `feature`; `null` if none has it */
export const planWithFeature = (plans: readonly Plan[], feature: Feature): Plan | null =>
  plans.find((plan) => plan.features.includes(feature)) ?? null;

/** @returns the first of `plans` that allows more than `bots` bots; `null` if none does */
export const planWithBots = (plans: readonly Plan[], bots: number): Plan | null =>
  plans.find((plan) => plan.maxBots === null || plan.maxBots > bots) ?? null;
