/** /conversations: who has written to a bot, and what was said. */
import type * as Entities from "#shared/db/entities/conversation.ts";
import { Conversation, ConversationQuery, Message } from "#shared/schemas/conversation.ts";
import { PageQuery, pageOf } from "#shared/schemas/page.ts";
import { externalIds } from "../external-ids.ts";
import { ByBot, ById } from "../http/ids.ts";
import { type Route, type Scope, tenantRoute } from "../http/route.ts";
import { filesOf } from "./files.ts";
import { presentConversation, presentMessage } from "./presenter.ts";
import { getConversation, listConversations, listMessages } from "./service.ts";

/** Of one bot. */
async function present({ em }: Scope, botId: string, all: readonly Entities.Conversation[]): Promise<Conversation[]> {
  const ids = all.flatMap(({ chatId, telegramUserId }) => [chatId, telegramUserId]);
  const externalOf = await externalIds(em, botId, ids);
  return all.map((conversation) => presentConversation(conversation, externalOf));
}

export const conversationRoutes = (): Route[] => [
  tenantRoute({
    method: "get",
    path: "/bots/:botId/conversations",
    summary: "List a bot's conversations, those last written to first",
    needs: "member",
    params: ByBot,
    query: ConversationQuery,
    answer: pageOf(Conversation),
    async handle({ scope, params, query }) {
      const { items, nextCursor } = await listConversations(scope, params.botId, query);
      return { items: await present(scope, params.botId, items), nextCursor };
    },
  }),
  tenantRoute({
    method: "get",
    path: "/conversations/:id",
    summary: "Read a conversation",
    needs: "member",
    params: ById,
    answer: Conversation,
    async handle({ scope, params }) {
      const conversation = await getConversation(scope, params.id);
      return (await present(scope, conversation.bot.id, [conversation]))[0]!;
    },
  }),
  tenantRoute({
    method: "get",
    path: "/conversations/:id/messages",
    summary: "List a conversation's messages, newest first",
    needs: "member",
    params: ById,
    query: PageQuery,
    answer: pageOf(Message),
    async handle({ scope, params, query }) {
      const { items, nextCursor } = await listMessages(scope, params.id, query);
      const files = await filesOf(scope, items);
      const ids = items.map(({ telegramMessageId }) => telegramMessageId);
      const externalOf = await externalIds(scope.em, items[0]?.botId ?? "", ids);
      return {
        items: items.map((message) => presentMessage(message, files.get(message.id) ?? null, externalOf)),
        nextCursor,
      };
    },
  }),
];
