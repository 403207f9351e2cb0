/** /connect-codes: where a form's answers are sent is said by the chat itself. */
import { ConnectCode, CreateConnectCode } from "#shared/schemas/connect-code.ts";
import { ByBot } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { createConnectCode } from "./service.ts";

export const connectCodeRoutes = (): Route[] => [
  tenantRoute({
    method: "post",
    path: "/bots/:botId/connect-codes",
    summary: "Make a code that connects a chat to a form, for 15 minutes; the form shows the chat once it is used",
    needs: "member",
    status: 201,
    params: ByBot,
    body: CreateConnectCode,
    answer: ConnectCode,
    handle: ({ scope, params, body }) => createConnectCode(scope, params.botId, body.formId),
  }),
];
