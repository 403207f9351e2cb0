/** Which message answered a question, and what it held: an edit of it is known by that, and one that changes nothing too. */
import { createHash } from "node:crypto";
import type { Message } from "grammy/types";
import type { FormRun } from "./form-run.ts";

export interface Source {
  /** Telegram's id of the message. */
  readonly message: number;
  /** Stands for what it held, in 8 characters. */
  readonly content: string;
}

/** @returns `null` for a place: a live one is edited with every step of who shares it */
export function sourceOf(message: Message): Source | null {
  if (message.location || message.venue) return null;
  const { text, photo, document, video, animation, audio } = message;
  const files = [photo?.at(-1), document, video, animation, audio].map((file) => file?.file_unique_id ?? null);
  const content = createHash("sha256")
    .update(JSON.stringify([text, ...files]))
    .digest("base64url")
    .slice(0, 8);
  return { message: message.message_id, content };
}

export interface Edited {
  /** Of the question that the message answered; `null` when it is the last that was refused at the one being asked. */
  name: string | null;
  source: Source;
}

/** @returns `null` when the message answered nothing here, or still holds what it held */
export function editedIn({ sources = {}, refused = null }: Pick<FormRun, "sources" | "refused">, message: Message) {
  const source = sourceOf(message);
  if (!source) return null;
  const changes = (earlier: Source) => earlier.message === source.message && earlier.content !== source.content;
  if (refused && changes(refused)) return { name: null, source } satisfies Edited;
  const [name] = Object.entries(sources).find(([, earlier]) => changes(earlier)) ?? [];
  return name === undefined ? null : ({ name, source } satisfies Edited);
}
