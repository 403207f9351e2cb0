/** /dead-letters: what a bot could not handle, also after several tries. */
import { z } from "zod";
import { DeadLetter, TriedAgain } from "#shared/schemas/dead-letter.ts";
import { PageQuery, pageOf } from "#shared/schemas/page.ts";
import type { ChangeDeps } from "../change-bots.ts";
import { ByBot } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { presentDeadLetter } from "./presenter.ts";
import { deleteDeadLetter, listDeadLetters, tryAgain, tryAllAgain } from "./service.ts";

/** As far as PostgreSQL's `bigint` goes. */
const ByNumber = z.object({ id: z.string().regex(/^\d{1,18}$/, "This is no number of such a message") });

export const deadLetterRoutes = (deps: ChangeDeps): Route[] => [
  tenantRoute({
    method: "get",
    path: "/bots/:botId/dead-letters",
    summary: "List what a bot could not handle after several tries, newest first",
    needs: "member",
    params: ByBot,
    query: PageQuery,
    answer: pageOf(DeadLetter),
    async handle({ scope, params, query }) {
      const { items, nextCursor } = await listDeadLetters(scope, params.botId, query);
      return { items: items.map(presentDeadLetter), nextCursor };
    },
  }),
  tenantRoute({
    method: "post",
    path: "/bots/:botId/dead-letters/try-again",
    summary: "Have all that a bot could not handle tried again, the oldest first, 1,000 at a time",
    needs: "member",
    params: ByBot,
    answer: TriedAgain,
    handle: async ({ scope, params }) => ({ count: await tryAllAgain(scope, params.botId, deps) }),
  }),
  tenantRoute({
    method: "post",
    path: "/dead-letters/:id/try-again",
    summary: "Have one tried again: it leaves this list, and comes back only if that fails as well",
    needs: "member",
    status: 204,
    params: ByNumber,
    handle: ({ scope, params }) => tryAgain(scope, params.id, deps),
  }),
  tenantRoute({
    method: "delete",
    path: "/dead-letters/:id",
    summary: "Delete one: it is not tried again",
    needs: "member",
    status: 204,
    params: ByNumber,
    handle: ({ scope, params }) => deleteDeadLetter(scope, params.id),
  }),
];
