/** /submissions: what people answered to a form. */
import { pageOf } from "#shared/schemas/page.ts";
import { Submission, SubmissionQuery } from "#shared/schemas/submission.ts";
import { ById } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { presentSubmission } from "./presenter.ts";
import { deleteSubmission, getSubmission, listSubmissions, retrySubmission, type SubmissionDeps } from "./service.ts";

export const submissionRoutes = (deps: SubmissionDeps): Route[] => [
  tenantRoute({
    method: "get",
    path: "/forms/:id/submissions",
    summary: "List a form's submissions, newest first",
    needs: "member",
    params: ById,
    query: SubmissionQuery,
    answer: pageOf(Submission),
    async handle({ scope, params, query }) {
      const { items, nextCursor } = await listSubmissions(scope, params.id, query);
      return { items: items.map(presentSubmission), nextCursor };
    },
  }),
  tenantRoute({
    method: "get",
    path: "/submissions/:id",
    summary: "Read a submission",
    needs: "member",
    params: ById,
    answer: Submission,
    handle: async ({ scope, params }) => presentSubmission(await getSubmission(scope, params.id)),
  }),
  tenantRoute({
    method: "delete",
    path: "/submissions/:id",
    summary: "Remove a submission with its photos",
    needs: "member",
    status: 204,
    params: ById,
    handle: ({ scope, params }) => deleteSubmission(scope, params.id),
  }),
  tenantRoute({
    method: "post",
    path: "/submissions/:id/retry",
    summary: "Try a submission's failed action again",
    needs: "member",
    params: ById,
    answer: Submission,
    handle: async ({ scope, params }) => presentSubmission(await retrySubmission(scope, params.id, deps)),
  }),
];
