/** What the submissions of a form ask of the server. New ones come in by themselves while somebody looks. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Submission } from "#shared/schemas/submission.ts";
import { api, Ignored } from "../../api/client.ts";
import { formQuery } from "../../api/forms.ts";
import { pagedQuery, pageEvery } from "../../api/paged-query.ts";
import { type Filters, filterQuery } from "./filters.ts";

const listKey = (formId: string) => ["form", formId, "submissions"];

export const submissionsQuery = (formId: string, filters: Filters) =>
  pagedQuery({
    queryKey: [...listKey(formId), filters],
    item: Submission,
    path: `/forms/${encodeURIComponent(formId)}/submissions`,
    query: filterQuery(filters),
    limit: 50,
    refetchInterval: pageEvery(4_000),
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
