/** deleteMessage, deleteMessages: what is not too old is there no longer. */
import type { Message } from "grammy/types";
import { badRequest } from "../api-error.ts";
import type { Params } from "../params.ts";
import type { Change, ChatMethods, ChatView } from "./chat-method.ts";

const maxAgeS = 48 * 3600;
const mostAtOnce = 100;

function remove({ now }: ChatView, messages: Message[]): Change {
  if (messages.some(({ date }) => now - date > maxAgeS)) throw badRequest("message can't be deleted for everyone");
  return { result: true, removed: messages.map(({ message_id }) => message_id) };
}

function idsIn(params: Params): number[] {
  const ids = params.json("message_ids");
  if (ids === undefined) throw badRequest("message identifiers are not specified");
  if (!Array.isArray(ids)) throw badRequest("expected an Array of message identifiers");
  if (ids.length === 0) throw badRequest("message identifiers are not specified");
  if (ids.length > mostAtOnce) throw badRequest("too many message identifiers specified");
  return ids.map((id) => {
    const n = Number(id);
    if (!Number.isInteger(n) || n <= 0) throw badRequest("invalid message identifier specified");
    return n;
  });
}

export const deletingMethods: ChatMethods = {
  deleteMessage: (params) => {
    if (!params.has("chat_id")) throw badRequest("chat identifier is not specified");
    const id = params.integer("message_id") ?? 0;
    if (id === 0) throw badRequest("message identifier is not specified");
    return (chat) => {
      const message = chat.find(id);
      if (!message) throw badRequest("message to delete not found");
      return remove(chat, [message]);
    };
  },
  /** Those that are gone are no harm. */
  deleteMessages: (params) => {
    const ids = idsIn(params);
    return (chat) =>
      remove(
        chat,
        [...new Set(ids)].flatMap((id) => chat.find(id) ?? []),
      );
  },
};
