/** /conversations: who has written to a bot, and what was said. */
import { Conversation, ConversationQuery, Message } from "#shared/schemas/conversation.ts";
import { PageQuery, pageOf } from "#shared/schemas/page.ts";
import { ByBot, ById } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { filesOf } from "./files.ts";
import { presentConversation, presentMessage } from "./presenter.ts";
import { getConversation, listConversations, listMessages } from "./service.ts";

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
      return { items: items.map(presentConversation), nextCursor };
    },
  }),
  tenantRoute({
    method: "get",
    path: "/conversations/:id",
    summary: "Read a conversation",
    needs: "member",
    params: ById,
    answer: Conversation,
    handle: async ({ scope, params }) => presentConversation(await getConversation(scope, params.id)),
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
      return { items: items.map((message) => presentMessage(message, files.get(message.id) ?? null)), nextCursor };
    },
  }),
];
