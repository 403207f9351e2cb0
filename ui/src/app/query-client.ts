/** How the page asks: errors of the connection are tried again, refusals are not; a lost session ends it. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";
import { sessionQuery } from "../api/session.ts";

const isRefusal = (error: unknown) => error instanceof ApiError && error.status < 500;

export function openQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401 && error.code === "unauthenticated")
      queryClient.setQueryData(sessionQuery.queryKey, null);
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // The browser's idea of being online says nothing about a server at home.
        networkMode: "always",
        staleTime: 2_000,
        retry: (failures, error) => !isRefusal(error) && failures < 2,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000),
      },
      mutations: { networkMode: "always" },
    },
  });
  return queryClient;
}
