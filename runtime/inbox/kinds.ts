/**
 * The kinds of updates that some stage of the pipeline handles: what Telegram is asked for, and how each is queued.
 *
 * - `chat`: in the order of its chat, whose state it may change
 * - `express`: there is a deadline, and it touches no conversation's state, so that it waits behind nothing but what the
 *   same person has asked for in this way before
 *
 * A name that a server does not know does no harm: it is dropped there (source of the Bot API server, 10.0).
 */
const paces = {
  message: "chat",
  edited_message: "chat",
  callback_query: "chat",
  my_chat_member: "chat",
  /** To be answered within 10 s. */
  pre_checkout_query: "express",
  /** Within 10 s. */
  shipping_query: "express",
  /** Unanswered it leaves the queue after 30 s. */
  inline_query: "express",
  /** Within seconds. */
  guest_message: "express",
  /** Within 10 s, where it has a `query_id`. */
  chat_join_request: "express",
  /** Within 15 s, as the next. */
  widget_query: "express",
  shared_widget_query: "express",
  /** What it stops is at work at this moment. */
  stopped_message_generation: "express",
} as const;

export type HandledKind = keyof typeof paces;

export const handledKinds = Object.keys(paces) as readonly HandledKind[];

/** @returns `chat` for kinds that are not handled */
export const paceOf = (kind: string): "chat" | "express" =>
  (paces as Record<string, "chat" | "express">)[kind] ?? "chat";
