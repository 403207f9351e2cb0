/** /bots/:botId/preview and /preview: the page's test chat, in which a bot answers without Telegram. */
import { z } from "zod";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { AppError } from "#shared/errors.ts";
import { Slots } from "#shared/lifecycle/slots.ts";
import {
  PressedInPreview,
  PressInPreview,
  PreviewEvent,
  PreviewEventsQuery,
  PreviewSession,
  SayInPreview,
  SendContactInPreview,
  SendLocationInPreview,
  SendPhotoQuery,
  SentInPreview,
  StartPreview,
} from "#shared/schemas/preview.ts";
import { ByBot, ById } from "../http/ids.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { Streamed, streamed, streamedEvents } from "../http/streamed.ts";
import { uploaded } from "../http/upload.ts";
import { streamEvents } from "./events.ts";
import { openPreviewFile } from "./files.ts";
import { maxPhotoBytes, sendPhoto } from "./photos.ts";
import { presentSession } from "./presenter.ts";
import { endSession, findSession, startSession } from "./session.ts";
import { press, send, textContent } from "./writing.ts";

interface Deps {
  coordination: Pick<Coordination, "wakeUps">;
  /** Aborts when the server stops: then no stream may keep it. */
  stopping: AbortSignal;
}

/** Streams of one tenant that may be open at a time, in each process. */
const mostStreams = 20;

export const previewRoutes = ({ stopping, ...deps }: Deps, open = new Slots({ perKey: mostStreams })): Route[] => [
  tenantRoute({
    method: "post",
    path: "/bots/:botId/preview/sessions",
    summary: "Begin a test chat with a bot, connected or not",
    needs: "member",
    status: 201,
    params: ByBot,
    body: StartPreview,
    answer: PreviewSession,
    handle: async ({ scope, params, body }) => presentSession(await startSession(scope, params.botId, body)),
  }),
  tenantRoute({
    method: "delete",
    path: "/preview/sessions/:id",
    summary: "End a test chat, with all that was in it",
    needs: "member",
    status: 204,
    params: ById,
    async handle({ scope, params }) {
      await endSession(scope.em, await findSession(scope, params.id));
      deps.coordination.wakeUps.publish("preview", params.id);
    },
  }),
  tenantRoute({
    method: "get",
    path: "/preview/sessions/:id/events",
    summary: "Follow what the bot does, as server-sent events; Last-Event-ID or `after` says from where",
    needs: "member",
    params: ById,
    query: PreviewEventsQuery,
    answer: streamedEvents(PreviewEvent),
    async handle({ scope, params, query, headers, signal }) {
      await findSession(scope, params.id);
      const close = open.take(scope.tenantId);
      if (!close) throw new AppError("rate_limited", "Too many test chats are open: close one");
      const body = streamEvents({
        em: scope.em,
        wakeUps: deps.coordination.wakeUps,
        sessionId: params.id,
        after: lastSeen(headers["last-event-id"]) ?? query.after ?? 0,
        signal: AbortSignal.any([signal, stopping]),
      });
      body.once("close", close);
      // Proxies that gather what they pass on are told not to; and a connection that outlives its stream would keep the
      // server from stopping.
      return new Streamed({
        type: "text/event-stream; charset=utf-8",
        headers: { Connection: "close", "X-Accel-Buffering": "no" },
        body,
      });
    },
  }),
  tenantRoute({
    method: "post",
    path: "/preview/sessions/:id/messages",
    summary: "Write to the bot",
    needs: "member",
    status: 201,
    params: ById,
    body: SayInPreview,
    answer: SentInPreview,
    handle: async ({ scope, params, body }) => ({
      messageId: await send(scope, params.id, () => textContent(body.text), deps),
    }),
  }),
  tenantRoute({
    method: "post",
    path: "/preview/sessions/:id/presses",
    summary: "Press a button under a message of the bot",
    needs: "member",
    status: 201,
    params: ById,
    body: PressInPreview,
    answer: PressedInPreview,
    handle: async ({ scope, params, body }) => ({ callbackQueryId: await press(scope, params.id, body, deps) }),
  }),
  tenantRoute({
    method: "post",
    path: "/preview/sessions/:id/contacts",
    summary: "Send the bot a contact",
    needs: "member",
    status: 201,
    params: ById,
    body: SendContactInPreview,
    answer: SentInPreview,
    handle: async ({ scope, params, body: { phoneNumber, firstName, lastName, own } }) => ({
      messageId: await send(
        scope,
        params.id,
        (person) => ({
          contact: {
            phone_number: phoneNumber,
            first_name: firstName ?? person.first_name,
            ...(lastName && { last_name: lastName }),
            ...(own && { user_id: person.id }),
          },
        }),
        deps,
      ),
    }),
  }),
  tenantRoute({
    method: "post",
    path: "/preview/sessions/:id/locations",
    summary: "Send the bot a place",
    needs: "member",
    status: 201,
    params: ById,
    body: SendLocationInPreview,
    answer: SentInPreview,
    handle: async ({ scope, params, body: location }) => ({
      messageId: await send(scope, params.id, () => ({ location }), deps),
    }),
  }),
  tenantRoute({
    method: "post",
    path: "/preview/sessions/:id/photos",
    summary: "Send the bot a photo, as the body itself or in a form; up to 10 MB",
    needs: "member",
    status: 201,
    params: ById,
    query: SendPhotoQuery,
    body: uploaded(maxPhotoBytes, "image/jpeg", "image/png", "image/webp", "image/gif"),
    answer: SentInPreview,
    handle: async ({ scope, params, query, body }) => ({
      messageId: await sendPhoto(scope, params.id, body, query, deps),
    }),
  }),
  tenantRoute({
    method: "get",
    path: "/preview/sessions/:id/files/:fileId",
    summary:
      "Download what was sent in a test chat, by its `file_id`: an image as such, anything else as an attachment",
    needs: "member",
    params: ByFile,
    answer: streamed("image/*", "application/octet-stream"),
    handle: ({ scope, params, headers }) => openPreviewFile(scope, params.id, params.fileId, headers.range),
  }),
];

const ByFile = ById.extend({ fileId: z.string().max(100) });

/** What is no id of ours is none: then one begins where the query says. */
const lastSeen = (header: string | string[] | undefined): number | null =>
  typeof header === "string" && /^\d{1,9}$/.test(header) ? Number(header) : null;
