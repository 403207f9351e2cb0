/** What the log of webhooks asks of the server. It is live while somebody looks. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { pageOf } from "#shared/schemas/page.ts";
import { type DeliveryState, WebhookDelivery } from "#shared/schemas/webhook-delivery.ts";
import { api } from "../../api/client.ts";

const everyMs = 4_000;
const Deliveries = pageOf(WebhookDelivery);

const listKey = (botId: string) => ["bot", botId, "deliveries"];

/** @param state `null` for all */
export const deliveriesQuery = (botId: string, state: DeliveryState | null) =>
  infiniteQueryOptions({
    queryKey: [...listKey(botId), state],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({
        limit: "50",
        ...(state && { state }),
        ...(pageParam && { cursor: pageParam }),
      });
      return api(Deliveries, `/bots/${encodeURIComponent(botId)}/deliveries?${query}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    // More pages are asked for less often: one request a page and round.
    refetchInterval: ({ state }) => everyMs * Math.max(1, state.data?.pages.length ?? 1),
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ["delivery", id],
    queryFn: ({ signal }) => api(WebhookDelivery, `/deliveries/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: everyMs,
  });

export function useSendAgain(botId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api(WebhookDelivery, `/deliveries/${encodeURIComponent(id)}/send-again`, { method: "POST" }),
    onSuccess: (delivery) => {
      queryClient.setQueryData(deliveryQuery(delivery.id).queryKey, delivery);
      return queryClient.invalidateQueries({ queryKey: listKey(botId) });
    },
  });
}
