/** The lane of an update: what shares one is handled one at a time, in the order it was stored. */
import { plainText } from "#shared/db/plain-text.ts";

type Unknown = Record<string, unknown>;

const isObject = (value: unknown): value is Unknown => typeof value === "object" && value !== null;
const idOf = (value: unknown): string | null =>
  isObject(value) && (typeof value.id === "number" || typeof value.id === "string") ? short(value.id) : null;
/** Lanes are indexed: what is no id of Telegram's must not be longer than an index takes. */
const short = (name: number | string) => plainText(String(name).slice(0, 64));

/**
 * @param update of any kind, also ones that Telegram will invent later
 * @returns `chat:<id>`, else `user:<id>`, else `kind:<name>`
 */
export function laneOf(update: object): string {
  const parts = update as Unknown;
  const kind = Object.keys(parts).find((key) => key !== "update_id" && isObject(parts[key]));
  if (kind === undefined) return "kind:none";
  const content = parts[kind] as Unknown;
  const message = isObject(content.message) ? content.message : content;
  const chat = idOf(message.chat) ?? idOf(content.chat);
  if (chat) return `chat:${chat}`;
  const user = idOf(content.from) ?? idOf(content.user) ?? idOf(content.voter_chat);
  return user ? `user:${user}` : `kind:${short(kind)}`;
}
