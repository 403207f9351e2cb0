/** What the conversations tab asks of the server. Both panes are live while somebody looks. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { Conversation, Message } from "#shared/schemas/conversation.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { api } from "../../api/client.ts";
import { pagedQuery, pageEvery } from "../../api/paged-query.ts";

const everyMs = 2_000;
const Messages = pageOf(Message);

/** @param search part of a name, a username or a title; empty for all */
export const conversationsQuery = (botId: string, search: string) =>
  pagedQuery({
    queryKey: ["bot", botId, "conversations", search],
    item: Conversation,
    path: `/bots/${encodeURIComponent(botId)}/conversations`,
    query: { ...(search && { search }) },
    limit: 50,
    refetchInterval: pageEvery(everyMs),
  });

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => api(Conversation, `/conversations/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: everyMs,
  });

const messagesPage = (id: string, cursor: string, signal: AbortSignal) => {
  const query = new URLSearchParams({ limit: "50", ...(cursor && { cursor }) });
  return api(Messages, `/conversations/${encodeURIComponent(id)}/messages?${query}`, { signal });
};

/** What was there when the conversation was opened, and older pages as they are asked for. */
export const historyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["conversation", id, "history"],
    queryFn: ({ signal, pageParam }) => messagesPage(id, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** The latest messages, again and again. */
export const latestQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id, "latest"],
    queryFn: ({ signal }) => messagesPage(id, "", signal),
    refetchInterval: everyMs,
    gcTime: 0,
  });
