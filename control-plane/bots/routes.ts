/** /bots: connect, tune, start, stop and remove the tenant's bots. */
import type { Ai } from "#shared/ai/ai.ts";
import type { PollReports } from "#shared/coordination/coordination.ts";
import type * as Entities from "#shared/db/entities/bot.ts";
import { Bot, ConnectQuery, createBotOn, TestPrompt, TestPromptAnswer, UpdateBot } from "#shared/schemas/bot.ts";
import { PageQuery, pageOf } from "#shared/schemas/page.ts";
import { ByBot } from "../http/ids.ts";
import { type Route, type Scope, tenantRoute } from "../http/route.ts";
import { type ConnectDeps, connectBot, type Options } from "./connect.ts";
import { presentBot } from "./presenter.ts";
import { deleteBot, getBot, listBots, updateBot } from "./service.ts";
import { statusOf } from "./status.ts";
import { testPrompt } from "./test-prompt.ts";

interface Deps extends ConnectDeps {
  ai: Ai;
  polls: PollReports;
}

export function botRoutes({ ai, polls, ...deps }: Deps): Route[] {
  const presentAll = async (scope: Scope, bots: readonly Entities.Bot[]): Promise<Bot[]> => {
    const switched = bots.map(({ id, isActive, tokenSealed }) => ({ id, isActive, hasToken: tokenSealed != null }));
    const statuses = await statusOf(scope, switched, polls);
    return bots.map((bot) => presentBot(bot, statuses.get(bot.id)!));
  };
  const present = async (scope: Scope, bot: Entities.Bot): Promise<Bot> => (await presentAll(scope, [bot]))[0]!;

  const switchRoute = (to: "start" | "stop", summary: string): Route =>
    tenantRoute({
      method: "post",
      path: `/bots/:botId/${to}`,
      summary,
      needs: "member",
      params: ByBot,
      answer: Bot,
      handle: async ({ scope, params }) =>
        present(scope, await updateBot(scope, params.botId, { isActive: to === "start" }, connectOptions({}), deps)),
    });

  return [
    tenantRoute({
      method: "get",
      path: "/bots",
      summary: "List the bots, newest first",
      needs: "member",
      query: PageQuery,
      answer: pageOf(Bot),
      async handle({ scope, query }) {
        const { items, nextCursor } = await listBots(scope, query);
        return { items: await presentAll(scope, items), nextCursor };
      },
    }),
    tenantRoute({
      method: "post",
      path: "/bots",
      summary: "Connect a bot by its token, or make one to be tried without",
      needs: "member",
      status: 201,
      query: ConnectQuery,
      body: createBotOn(deps.clients.map(({ name }) => name)),
      answer: Bot,
      async handle({ scope, query, body }) {
        return present(scope, await connectBot(scope, body, connectOptions(query), deps));
      },
    }),
    tenantRoute({
      method: "get",
      path: "/bots/:botId",
      summary: "Read a bot and how it is doing",
      needs: "member",
      params: ByBot,
      answer: Bot,
      handle: async ({ scope, params }) => present(scope, await getBot(scope, params.botId)),
    }),
    tenantRoute({
      method: "patch",
      path: "/bots/:botId",
      summary: "Change a bot; where it has a token, a new one must be the same bot's",
      needs: "member",
      params: ByBot,
      query: ConnectQuery,
      body: UpdateBot,
      answer: Bot,
      async handle({ scope, params, query, body }) {
        return present(scope, await updateBot(scope, params.botId, body, connectOptions(query), deps));
      },
    }),
    tenantRoute({
      method: "delete",
      path: "/bots/:botId",
      summary: "Remove a bot with all of its history",
      needs: "member",
      status: 204,
      params: ByBot,
      handle: ({ scope, params }) => deleteBot(scope, params.botId, deps),
    }),
    switchRoute("start", "Let a bot answer"),
    switchRoute("stop", "Let a bot rest"),
    tenantRoute({
      method: "post",
      path: "/bots/:botId/test-prompt",
      summary: "Ask the model what the bot would answer",
      needs: "member",
      params: ByBot,
      body: TestPrompt,
      answer: TestPromptAnswer,
      handle: ({ scope, params, body, signal }) => testPrompt(scope, params.botId, body, { ai, signal }),
    }),
  ];
}

const connectOptions = ({ replaceWebhook }: ConnectQuery): Options => ({ replaceWebhook: replaceWebhook === "true" });
