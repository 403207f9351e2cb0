/** /api-keys: keys for the tenant's own programs. A key cannot make or delete keys. */
import { ApiKey, CreateApiKey, NewApiKey } from "#shared/schemas/api-key.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { ById } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { presentApiKey } from "./presenter.ts";
import { createApiKey, deleteApiKey, listApiKeys } from "./service.ts";

export const apiKeyRoutes = (): Route[] => [
  tenantRoute({
    method: "get",
    path: "/api-keys",
    summary: "List the API keys",
    needs: "admin in person",
    answer: pageOf(ApiKey),
    handle: async ({ scope }) => ({ items: (await listApiKeys(scope)).map(presentApiKey), nextCursor: null }),
  }),
  tenantRoute({
    method: "post",
    path: "/api-keys",
    summary: "Make an API key; it is shown this once",
    needs: "admin in person",
    status: 201,
    body: CreateApiKey,
    answer: NewApiKey,
    async handle({ scope, body }) {
      const { key, entity } = await createApiKey(scope, body);
      return { ...presentApiKey(entity), key };
    },
  }),
  tenantRoute({
    method: "delete",
    path: "/api-keys/:id",
    summary: "Delete an API key: it stops working at once",
    needs: "admin in person",
    status: 204,
    params: ById,
    handle: ({ scope, params }) => deleteApiKey(scope, params.id),
  }),
];
