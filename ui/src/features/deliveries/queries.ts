/** What the log of webhooks asks of the server. It is live while somebody looks. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type DeliveryState, WebhookDelivery } from "#shared/schemas/webhook-delivery.ts";
import { api } from "../../api/client.ts";
import { pagedQuery, pageEvery } from "../../api/paged-query.ts";

const everyMs = 4_000;

const listKey = (botId: string) => ["bot", botId, "deliveries"];

/** @param state `null` for all */
export const deliveriesQuery = (botId: string, state: DeliveryState | null) =>
  pagedQuery({
    queryKey: [...listKey(botId), state],
    item: WebhookDelivery,
    path: `/bots/${encodeURIComponent(botId)}/deliveries`,
    query: { ...(state && { state }) },
    limit: 50,
    refetchInterval: pageEvery(everyMs),
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
