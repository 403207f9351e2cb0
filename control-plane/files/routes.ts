/** /files: what people have sent to bots, and was kept. */
import { ById } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { streamed } from "../http/streamed.ts";
import { type FileDeps, openFile } from "./service.ts";

export const fileRoutes = (deps: FileDeps): Route[] => [
  tenantRoute({
    method: "get",
    path: "/files/:id",
    summary: "Download a file that was sent to a bot: an image as such, anything else as an attachment",
    needs: "member",
    params: ById,
    answer: streamed("image/*", "application/octet-stream"),
    handle: ({ scope, params, headers }) => openFile(scope, params.id, headers.range, deps),
  }),
];
