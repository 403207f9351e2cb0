/** The lane of an update: what shares one is handled one at a time, in the order it was stored. */
import { plainText } from "#shared/db/plain-text.ts";
import { isTrialLane } from "#shared/inbox/trial-lane.ts";
import { paceOf } from "./kinds.ts";

type Unknown = Record<string, unknown>;

const isObject = (value: unknown): value is Unknown => typeof value === "object" && value !== null;
const idOf = (value: unknown): string | null =>
  isObject(value) && (typeof value.id === "number" || typeof value.id === "string") ? short(value.id) : null;
/** Lanes are indexed: what is no id of Telegram's must not be longer than an index takes. */
const short = (name: number | string) => plainText(String(name).slice(0, 64));

/**
 * @param update of any kind, also ones that Telegram will invent later
 * @returns `express:<user>` for what has a deadline, else `chat:<id>`, else `user:<id>`, else `kind:<name>`
 */
export function laneOf(update: object): string {
  const parts = update as Unknown;
  const kind = Object.keys(parts).find((key) => key !== "update_id" && isObject(parts[key]));
  if (kind === undefined) return "kind:none";
  const content = parts[kind] as Unknown;
  const message = isObject(content.message) ? content.message : content;
  const chat = idOf(message.chat) ?? idOf(content.chat);
  const user = idOf(content.from) ?? idOf(content.user) ?? idOf(content.voter_chat);
  if (paceOf(kind) === "express") return `express:${user ?? chat ?? short(kind)}`;
  if (chat) return chatLane(chat);
  return user ? `user:${user}` : `kind:${short(kind)}`;
}

/** @param chat its id */
export const chatLane = (chat: number | string): string => `chat:${chat}`;

/** Whom a job waits for that has a lane of its own beside its chat's: the model, or a tenant's server. */
export type SlowWork = "ai" | "webhook";

/**
 * The lane of work that was handed on by an update of `lane`, so that the chat goes on meanwhile.
 *
 * @returns `ai:<chat>`; where the bot is tried out, a lane that is of the same trial
 */
export function slowLane(work: SlowWork, lane: string): string {
  if (isTrialLane(lane)) return `${lane}:${work}`;
  return `${work}:${lane.replace(/^chat:/, "")}`;
}

export const isSlowLane = (lane: string): boolean =>
  isTrialLane(lane) ? /:(?:ai|webhook)$/.test(lane) : /^(?:ai|webhook):/.test(lane);
