/** Drafts and chat actions: they show for a moment, and leave no message behind. */
import { badRequest } from "../api-error.ts";
import { richContent, textContent } from "../content.ts";
import type { Params } from "../params.ts";
import type { ChatMethod, ChatMethods, Draft } from "./chat-method.ts";

const drafts =
  (contentOf: (params: Params) => Partial<Omit<Draft, "id">>): ChatMethod =>
  (params) => {
    const { text = "", entities } = contentOf(params);
    const id = params.integer("draft_id") ?? 0;
    return ({ info }) => {
      if (info.type !== "private") throw badRequest("TEXTDRAFT_PEER_INVALID");
      if (id === 0) throw badRequest("draft_id must be non-zero");
      return { result: true, draft: { id, text, ...(entities && { entities }) } };
    };
  };

const actions = /^(typing|(upload|record)_\w+|choose_sticker|find_location)$/;

export const showingMethods: ChatMethods = {
  /** Without a text, that one is being thought of. */
  sendMessageDraft: drafts((params) => (params.has("text") ? textContent(params) : {})),
  sendRichMessageDraft: drafts((params) => ({ text: JSON.stringify(richContent(params).rich_message) })),
  sendChatAction: (params) => {
    const action = params.text("action");
    if (!actions.test(action)) throw badRequest("wrong parameter action in request");
    return () => ({ result: true, action });
  },
};
