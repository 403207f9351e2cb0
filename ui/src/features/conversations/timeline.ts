/** Joins the history with what has arrived since, without a gap and without a message twice. */
import type { Message } from "#shared/schemas/conversation.ts";
import type { Page } from "#shared/schemas/page.ts";

export interface Timeline {
  /** Oldest first. */
  messages: Message[];
  /** More has arrived than one page holds: what lies between is not known, and the history must be asked for anew. */
  gap: boolean;
}

/** @param pages newest first, as the API gives them */
export function timeline(pages: readonly Page<Message>[], latest: Page<Message> | undefined): Timeline {
  const known = new Map(pages.flatMap((page) => page.items).map((message) => [message.id, message]));
  const touches = latest === undefined || latest.nextCursor === null || latest.items.some(({ id }) => known.has(id));
  const gap = !touches && known.size > 0;
  for (const message of latest?.items ?? []) known.set(message.id, message);
  const messages = [...known.values()].sort(
    (a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id),
  );
  return { messages, gap };
}
