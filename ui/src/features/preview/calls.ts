/** What the test chat asks of the server. */
import type { z } from "zod";
import {
  PressedInPreview,
  PreviewSession,
  type SendContactInPreview,
  type SendLocationInPreview,
  SentInPreview,
  type StartPreview,
} from "#shared/schemas/preview.ts";
import { api, Ignored } from "../../api/client.ts";

const at = (sessionId: string, what: string) => `/preview/sessions/${encodeURIComponent(sessionId)}${what}`;

export const startSession = (botId: string, person: z.input<typeof StartPreview>) =>
  api(PreviewSession, `/bots/${encodeURIComponent(botId)}/preview/sessions`, { json: person });

export const endSession = (id: string) => api(Ignored, at(id, ""), { method: "DELETE" });

export const sendText = (id: string, text: string) => api(SentInPreview, at(id, "/messages"), { json: { text } });

export const pressButton = (id: string, messageId: number, data: string) =>
  api(PressedInPreview, at(id, "/presses"), { json: { messageId, data } });

export const sendContact = (id: string, contact: z.input<typeof SendContactInPreview>) =>
  api(SentInPreview, at(id, "/contacts"), { json: contact });

export const sendLocation = (id: string, place: SendLocation) =>
  api(SentInPreview, at(id, "/locations"), { json: place });

export function sendPhoto(id: string, file: File, as: "photo" | "document") {
  const query = new URLSearchParams({ as, fileName: file.name.slice(-255) });
  return api(SentInPreview, at(id, `/photos?${query}`), { file });
}

/** @param fileId as messages of the bot name it */
export const fileAddress = (id: string, fileId: string) => `/api/v1${at(id, `/files/${encodeURIComponent(fileId)}`)}`;

export const eventsAddress = (id: string, after: number) => `/api/v1${at(id, "/events")}?after=${after}`;

type SendLocation = z.infer<typeof SendLocationInPreview>;
