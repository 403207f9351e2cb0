/** What the submissions of a form ask of the server. New ones come in by themselves while somebody looks. */
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { pageOf } from "#shared/schemas/page.ts";
import { Submission } from "#shared/schemas/submission.ts";
import { api, Ignored } from "../../api/client.ts";
import { formQuery } from "../../api/forms.ts";
import { type Filters, filterQuery } from "./filters.ts";

const everyMs = 4_000;
const Submissions = pageOf(Submission);

const listKey = (formId: string) => ["form", formId, "submissions"];

export const submissionsQuery = (formId: string, filters: Filters) =>
  infiniteQueryOptions({
    queryKey: [...listKey(formId), filters],
    queryFn: ({ signal, pageParam }) => {
      const query = filterQuery(filters);
      query.set("limit", "50");
      if (pageParam) query.set("cursor", pageParam);
      return api(Submissions, `/forms/${encodeURIComponent(formId)}/submissions?${query}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    // More pages are asked for less often: one request a page and round.
    refetchInterval: ({ state }) => everyMs * Math.max(1, state.data?.pages.length ?? 1),
  });

/** @returns where the submissions that fit can be downloaded, all of them */
export const downloadUrl = (formId: string, filters: Filters, as: "csv" | "json"): string => {
  const query = filterQuery(filters).toString();
  return `/api/v1/forms/${encodeURIComponent(formId)}/submissions.${as}${query && `?${query}`}`;
};

export function useRetrySubmission(formId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api(Submission, `/submissions/${encodeURIComponent(id)}/retry`, { method: "POST" }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: listKey(formId) }),
  });
}

/** @param onDeleted called even though what asked goes with the submission, as soon as a list is without it */
export function useDeleteSubmission(formId: string, onDeleted: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api(Ignored, `/submissions/${encodeURIComponent(id)}`, { method: "DELETE" }),
    // The form's own key comes before those of its lists: all that tells of it is asked for anew.
    onSuccess: () => {
      onDeleted();
      return queryClient.invalidateQueries({ queryKey: formQuery(formId).queryKey });
    },
  });
}
