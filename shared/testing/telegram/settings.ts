/** What a bot's owner has set it to: once with BotFather alone, since Bot API 10.5 with setMySettings as well. */
import { badRequest } from "#shared/telegram/api-error.ts";
import type { Params } from "#shared/telegram/params.ts";

export interface Settings {
  supports_inline_queries: boolean;
  inline_query_placeholder: string;
  needs_inline_query_location: boolean;
  /** One in so many chosen results is told of; 0: none. */
  inline_feedback_share_denominator: number;
  can_join_groups: boolean;
  can_read_all_group_messages: boolean;
  can_connect_to_business: boolean;
  can_manage_bots: boolean;
  supports_guest_queries: boolean;
  supports_join_request_queries: boolean;
  has_topics_enabled: boolean;
  allows_users_to_create_topics: boolean;
  has_topic_sidebar: boolean;
  can_communicate_with_bots: boolean;
  /** `default`: a press names its message; `inline`: never; `auto`: where the bot can access it. */
  callback_query_mode: "default" | "auto" | "inline";
}

export const defaultSettings: Readonly<Settings> = {
  supports_inline_queries: true,
  inline_query_placeholder: "",
  needs_inline_query_location: false,
  inline_feedback_share_denominator: 0,
  can_join_groups: true,
  can_read_all_group_messages: false,
  can_connect_to_business: false,
  can_manage_bots: false,
  supports_guest_queries: false,
  supports_join_request_queries: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  has_topic_sidebar: false,
  can_communicate_with_bots: false,
  callback_query_mode: "default",
};

const shares = [0, 1, 10, 100, 1_000];
const modes = ["default", "auto", "inline"];

/** @returns `before` with what the call names. @throws {ApiError} 400 */
export function changedSettings(before: Settings, params: Params): Settings {
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(before)) {
    if (params.raw[name] === undefined) continue;
    if (typeof value === "boolean") after[name] = params.flag(name);
    else after[name] = typeof value === "number" ? params.integer(name) : params.text(name);
  }
  const changed = after as unknown as Settings;
  if (!shares.includes(changed.inline_feedback_share_denominator))
    throw badRequest("invalid inline_feedback_share_denominator specified");
  if (!modes.includes(changed.callback_query_mode)) throw badRequest("invalid callback_query_mode specified");
  return { ...changed, has_topic_sidebar: changed.has_topics_enabled && changed.has_topic_sidebar };
}

/** Those that getMe tells of. */
export function toldOf(settings: Settings) {
  const { inline_feedback_share_denominator, can_communicate_with_bots, callback_query_mode, ...told } = settings;
  return told;
}
