/** /deliveries and /webhook-secrets: what was posted to a tenant's own addresses, and how that is signed. */
import { pageOf } from "#shared/schemas/page.ts";
import { DeliveryQuery, NewWebhookSecret, WebhookDelivery, WebhookSecret } from "#shared/schemas/webhook-delivery.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { ByBot, ById } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { type DeliveryDeps, getDelivery, listDeliveries, sendAgain } from "./deliveries.ts";
import { presentDelivery, presentSecret } from "./presenter.ts";
import { createSecret, deleteSecret, listSecrets } from "./secrets.ts";

export const webhookRoutes = (deps: DeliveryDeps & { vault: Vault }): Route[] => [
  tenantRoute({
    method: "get",
    path: "/bots/:botId/deliveries",
    summary: "List a bot's webhook deliveries, newest first",
    needs: "member",
    params: ByBot,
    query: DeliveryQuery,
    answer: pageOf(WebhookDelivery),
    async handle({ scope, params, query }) {
      const { items, nextCursor } = await listDeliveries(scope, params.botId, query);
      return { items: items.map(presentDelivery), nextCursor };
    },
  }),
  tenantRoute({
    method: "get",
    path: "/deliveries/:id",
    summary: "Read a webhook delivery",
    needs: "member",
    params: ById,
    answer: WebhookDelivery,
    handle: async ({ scope, params }) => presentDelivery(await getDelivery(scope, params.id)),
  }),
  tenantRoute({
    method: "post",
    path: "/deliveries/:id/send-again",
    summary: "Send a webhook delivery again, at once, with the same id and body",
    needs: "member",
    params: ById,
    answer: WebhookDelivery,
    handle: async ({ scope, params }) => presentDelivery(await sendAgain(scope, params.id, deps)),
  }),
  tenantRoute({
    method: "get",
    path: "/webhook-secrets",
    summary: "List the secrets that sign webhooks now",
    needs: "admin in person",
    answer: pageOf(WebhookSecret),
    handle: async ({ scope }) => ({ items: (await listSecrets(scope)).map(presentSecret), nextCursor: null }),
  }),
  tenantRoute({
    method: "post",
    path: "/webhook-secrets",
    summary: "Make a secret that signs webhooks, shown this once; the one before signs beside it for 24 hours",
    needs: "admin in person",
    status: 201,
    answer: NewWebhookSecret,
    async handle({ scope }) {
      const { secret, entity } = await createSecret(scope, deps);
      return { ...presentSecret(entity), secret };
    },
  }),
  tenantRoute({
    method: "delete",
    path: "/webhook-secrets/:id",
    summary: "Delete a secret: it signs nothing any more",
    needs: "admin in person",
    status: 204,
    params: ById,
    handle: ({ scope, params }) => deleteSecret(scope, params.id),
  }),
];
