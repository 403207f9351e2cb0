/** The photos and documents that came with messages. */
import type { Message } from "#shared/db/entities/message.ts";
import type { MessageFile } from "#shared/schemas/conversation.ts";
import type { Scope } from "../http/route.ts";

interface Row {
  seq: number;
  state: "pending" | "kept" | "too_large" | "unavailable";
  name: string | null;
  /** These three are `null` unless it was kept. */
  id: string | null;
  contentType: string | null;
  size: number | null;
}

/** @returns them by their message's id */
export async function filesOf({ em }: Scope, messages: readonly Message[]): Promise<Map<string, MessageFile>> {
  const senders = new Map(
    messages
      .filter(({ direction, messageType }) => direction === "inbound" && messageType !== "text")
      .map(({ inboxSeq, id }) => [inboxSeq, id]),
  );
  if (senders.size === 0) return new Map();
  const rows = await em.execute<Row[]>(
    `select n.inbox_seq::float8 as seq, n.state, n.name, f.id, f.content_type as "contentType", f.size::float8 as size
     from message_files n left join files f on f.inbox_seq = n.inbox_seq where n.inbox_seq = any(?::bigint[])`,
    [`{${[...senders.keys()].join(",")}}`],
  );
  return new Map(rows.map((row) => [senders.get(row.seq)!, fileOf(row)]));
}

function fileOf({ state, name, id, contentType, size }: Row): MessageFile {
  if (state === "pending") return { state, name };
  if (state === "kept" && id !== null) return { state, id, name, contentType: contentType!, size: size! };
  return { state: "not_kept", name, reason: state === "too_large" ? state : "unavailable" };
}
