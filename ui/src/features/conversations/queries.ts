/** What the conversations tab asks of the server. Both panes are live while somebody looks. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { Conversation, Message } from "#shared/schemas/conversation.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { api } from "../../api/client.ts";

const everyMs = 2_000;
const Conversations = pageOf(Conversation);
const Messages = pageOf(Message);

/** More pages are asked for less often: one request a page and round. */
const whileLive = ({ state }: { state: { data?: { pages: unknown[] } | undefined } }) =>
  everyMs * Math.max(1, state.data?.pages.length ?? 1);

/** @param search part of a name, a username or a title; empty for all */
export const conversationsQuery = (botId: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ["bot", botId, "conversations", search],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({
        limit: "50",
        ...(search && { search }),
        ...(pageParam && { cursor: pageParam }),
      });
      return api(Conversations, `/bots/${encodeURIComponent(botId)}/conversations?${query}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    refetchInterval: whileLive,
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
