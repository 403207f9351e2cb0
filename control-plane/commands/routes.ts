/** /commands: what a bot does when somebody sends /name. */
import { Command, CreateCommand, UpdateCommand } from "#shared/schemas/command.ts";
import { pageOf } from "#shared/schemas/page.ts";
import type { ChangeDeps } from "../change-bots.ts";
import { ByBot, ById } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { presentCommand } from "./presenter.ts";
import { createCommand, deleteCommand, getCommand, listCommands, updateCommand } from "./service.ts";

export const commandRoutes = (deps: ChangeDeps): Route[] => [
  tenantRoute({
    method: "get",
    path: "/bots/:botId/commands",
    summary: "List a bot's commands, by priority",
    needs: "member",
    params: ByBot,
    answer: pageOf(Command),
    handle: async ({ scope, params }) => ({
      items: (await listCommands(scope, params.botId)).map(presentCommand),
      nextCursor: null,
    }),
  }),
  tenantRoute({
    method: "post",
    path: "/bots/:botId/commands",
    summary: "Add a command",
    needs: "member",
    status: 201,
    params: ByBot,
    body: CreateCommand,
    answer: Command,
    handle: async ({ scope, params, body }) => presentCommand(await createCommand(scope, params.botId, body, deps)),
  }),
  tenantRoute({
    method: "get",
    path: "/commands/:id",
    summary: "Read a command",
    needs: "member",
    params: ById,
    answer: Command,
    handle: async ({ scope, params }) => presentCommand(await getCommand(scope, params.id)),
  }),
  tenantRoute({
    method: "patch",
    path: "/commands/:id",
    summary: "Change a command",
    needs: "member",
    params: ById,
    body: UpdateCommand,
    answer: Command,
    handle: async ({ scope, params, body }) => presentCommand(await updateCommand(scope, params.id, body, deps)),
  }),
  tenantRoute({
    method: "delete",
    path: "/commands/:id",
    summary: "Remove a command",
    needs: "member",
    status: 204,
    params: ById,
    handle: ({ scope, params }) => deleteCommand(scope, params.id, deps),
  }),
];
