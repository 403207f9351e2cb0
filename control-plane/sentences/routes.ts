/** /bots/:botId/sentences: what a bot says by itself, in each language. */
import { pageOf } from "#shared/schemas/page.ts";
import { Sentence, UpdateSentences } from "#shared/schemas/sentence.ts";
import type { ChangeDeps } from "../change-bots.ts";
import { ByBot } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { listSentences, updateSentences } from "./service.ts";

const whole = (items: Sentence[]) => ({ items, nextCursor: null });

export const sentenceRoutes = (deps: ChangeDeps): Route[] => [
  tenantRoute({
    method: "get",
    path: "/bots/:botId/sentences",
    summary: "List the sentences a bot says by itself, and what it says instead",
    needs: "member",
    params: ByBot,
    answer: pageOf(Sentence),
    handle: async ({ scope, params }) => whole(await listSentences(scope, params.botId)),
  }),
  tenantRoute({
    method: "patch",
    path: "/bots/:botId/sentences",
    summary: "Change what a bot says instead of built-in sentences; null brings the built-in one back",
    needs: "member",
    params: ByBot,
    body: UpdateSentences,
    answer: pageOf(Sentence),
    handle: async ({ scope, params, body }) => whole(await updateSentences(scope, params.botId, body, deps)),
  }),
];
