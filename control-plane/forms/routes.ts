/** /forms: questions that a bot asks in the chat, and what becomes of the answers. */
import type * as Entities from "#shared/db/entities/form.ts";
import { CreateForm, Form, UpdateForm } from "#shared/schemas/form.ts";
import { PageQuery, pageOf } from "#shared/schemas/page.ts";
import type { ChangeDeps } from "../change-bots.ts";
import { externalIds } from "../external-ids.ts";
import { ByBot, ById } from "../http/ids.ts";
import { type Route, type Scope, tenantRoute } from "../http/route.ts";
import { presentForm } from "./presenter.ts";
import { countSubmissions, createForm, deleteForm, getForm, listForms, updateForm } from "./service.ts";

export function formRoutes(deps: ChangeDeps): Route[] {
  /** Of one bot. */
  const presentAll = async (scope: Scope, forms: readonly Entities.Form[]): Promise<Form[]> => {
    const counts = await countSubmissions(scope, forms);
    const chats = forms.map(({ notificationChatId }) => notificationChatId);
    const externalOf = await externalIds(scope.em, forms[0]?.bot.id ?? "", chats);
    return forms.map((form) => presentForm(form, counts.get(form.id) ?? 0, externalOf));
  };
  const present = async (scope: Scope, form: Entities.Form): Promise<Form> => (await presentAll(scope, [form]))[0]!;

  return [
    tenantRoute({
      method: "get",
      path: "/bots/:botId/forms",
      summary: "List a bot's forms, newest first",
      needs: "member",
      params: ByBot,
      query: PageQuery,
      answer: pageOf(Form),
      async handle({ scope, params, query }) {
        const { items, nextCursor } = await listForms(scope, params.botId, query);
        return { items: await presentAll(scope, items), nextCursor };
      },
    }),
    tenantRoute({
      method: "post",
      path: "/bots/:botId/forms",
      summary: "Add a form",
      needs: "member",
      status: 201,
      params: ByBot,
      body: CreateForm,
      answer: Form,
      handle: async ({ scope, params, body }) => present(scope, await createForm(scope, params.botId, body, deps)),
    }),
    tenantRoute({
      method: "get",
      path: "/forms/:id",
      summary: "Read a form",
      needs: "member",
      params: ById,
      answer: Form,
      handle: async ({ scope, params }) => present(scope, await getForm(scope, params.id)),
    }),
    tenantRoute({
      method: "patch",
      path: "/forms/:id",
      summary: "Change a form; whoever is filling it in goes on with the questions they began with",
      needs: "member",
      params: ById,
      body: UpdateForm,
      answer: Form,
      handle: async ({ scope, params, body }) => present(scope, await updateForm(scope, params.id, body, deps)),
    }),
    tenantRoute({
      method: "delete",
      path: "/forms/:id",
      summary: "Remove a form with all of its submissions; commands that open it stay, without a form",
      needs: "member",
      status: 204,
      params: ById,
      handle: ({ scope, params }) => deleteForm(scope, params.id, deps),
    }),
  ];
}
