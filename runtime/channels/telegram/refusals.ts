/** What Telegram means when it refuses: its error codes, and where these say too little, the words that it uses. */
import type { Payload } from "../../turn/api-call.ts";
import type { Meaning, Refusal } from "../../turn/refusal.ts";

export function meaningOf({ error_code: code, description, parameters }: Refusal, payload: Payload = {}): Meaning {
  if (code === 429) return { type: "wait", ms: (parameters?.retry_after || 1) * 1000 };
  // 408 is said by what stands in front of it, and has waited too long.
  if (code >= 500 || code === 408) return { type: "fault" };
  if (code === 401) return { type: "unauthorized" };
  // It goes on about the reply markup, which is no fault of that.
  if (/not modified/i.test(description)) return { type: "unchanged" };
  if (code === 400 && isFormatted(payload) && /entit|parse/i.test(description))
    return { type: "instead", payload: unformatted(payload) };
  if (code === 400 && "reply_markup" in payload && /button|keyboard|reply markup/i.test(description)) {
    // One button that it does not take must not silence the text above it.
    const trouble = { code: "button_refused", message: `Telegram refused a button: ${description}` };
    return { type: "instead", payload: withoutKeyboard(payload), trouble };
  }
  if (parameters?.migrate_to_chat_id !== undefined) return { type: "moved", chatId: parameters.migrate_to_chat_id };
  if (code === 403) return { type: "blocked" };
  if (/too long/i.test(description)) return { type: "too_long" };
  return { type: isWithoutChat.test(description) ? "no_chat" : "refused" };
}

const isWithoutChat = /chat not found|chat was deactivated|group chat was|have no rights|not enough rights/i;

const isFormatted = (payload: Payload) =>
  "entities" in payload || "caption_entities" in payload || "parse_mode" in payload;

function unformatted({ entities: _, caption_entities: __, parse_mode: ___, ...plain }: Payload): Payload {
  return plain;
}

const withoutKeyboard = ({ reply_markup: _, ...bare }: Payload): Payload => bare;
