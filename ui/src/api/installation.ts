/** What the page may know before anybody has signed in. */
import { queryOptions } from "@tanstack/react-query";
import { Installation } from "#shared/schemas/installation.ts";
import { api } from "./client.ts";

export const installationQuery = queryOptions({
  queryKey: ["installation"],
  queryFn: ({ signal }) => api(Installation, "/installation", { signal }),
});
