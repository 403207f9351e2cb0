/** /submissions: what people answered to a form. */
import type { Readable } from "node:stream";
import type { FormSubmission } from "#shared/db/entities/form-submission.ts";
import { Slots } from "#shared/lifecycle/slots.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { Submission, SubmissionFilter, SubmissionQuery } from "#shared/schemas/submission.ts";
import { getForm } from "../forms/service.ts";
import { disposition } from "../http/disposition.ts";
import { ById } from "../http/ids.ts";
import { type Route, type Scope, tenantRoute } from "../http/route.ts";
import { Streamed, streamed, streamedJson } from "../http/streamed.ts";
import { download } from "./download.ts";
import { presentSubmissions } from "./presenter.ts";
import { deleteSubmission, getSubmission, listSubmissions, retrySubmission, type SubmissionDeps } from "./service.ts";
import type { Snapshot } from "./snapshot.ts";
import { csvTable, jsonTable } from "./table.ts";

export function submissionRoutes(deps: SubmissionDeps): Route[] {
  // Of the ten connections that a process has, most are left to everybody else.
  const slots = new Slots({ inAll: 4, perKey: 2 });
  const saved = (type: string, title: string, extension: string, body: Readable) => {
    const today = new Date().toISOString().slice(0, 10);
    const named = disposition("attachment", `${title.slice(0, 60)} ${today}`, extension);
    return new Streamed({ type, headers: { "Content-Disposition": named }, body });
  };

  const present = async ({ em }: Scope, submission: FormSubmission) => (await presentSubmissions(em, [submission]))[0]!;

  return [
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
        return { items: await presentSubmissions(scope.em, items), nextCursor };
      },
    }),
    tenantRoute({
      method: "get",
      path: "/forms/:id/submissions.csv",
      summary: "Download a form's submissions as a table, oldest first",
      needs: "member",
      params: ById,
      query: SubmissionFilter,
      answer: streamed("text/csv"),
      async handle({ scope, params, query: filter, signal }) {
        const { id: formId, name, fields } = await getForm(scope, params.id);
        const asked = fields.map((field) => field.name);
        // What only older versions asked for comes last.
        const tableOf = async (snapshot: Snapshot) => csvTable([...new Set([...asked, ...(await snapshot.names())])]);
        const body = await download(scope, { formId, filter, tableOf }, { slots, signal });
        return saved("text/csv; charset=utf-8", name, "csv", body);
      },
    }),
    tenantRoute({
      method: "get",
      path: "/forms/:id/submissions.json",
      summary: "Download a form's submissions, oldest first",
      needs: "member",
      params: ById,
      query: SubmissionFilter,
      answer: streamedJson(Submission.array()),
      async handle({ scope, params, query: filter, signal }) {
        const { id: formId, name } = await getForm(scope, params.id);
        const body = await download(scope, { formId, filter, tableOf: async () => jsonTable }, { slots, signal });
        return saved("application/json; charset=utf-8", name, "json", body);
      },
    }),
    tenantRoute({
      method: "get",
      path: "/submissions/:id",
      summary: "Read a submission",
      needs: "member",
      params: ById,
      answer: Submission,
      handle: async ({ scope, params }) => present(scope, await getSubmission(scope, params.id)),
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
      handle: async ({ scope, params }) => present(scope, await retrySubmission(scope, params.id, deps)),
    }),
  ];
}
