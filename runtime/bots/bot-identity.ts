/** A bot as it knows itself. Nobody asks Telegram: connecting the bot did. */
import type { UserFromGetMe } from "grammy/types";
import type { ServedBot } from "./served-bot.ts";

/** What a bot without a token goes by: no bot of Telegram's has this id, or so short a username. */
const unconnected = { id: 1, username: "bot" };

export const identityOf = ({
  telegramId,
  name,
  username,
}: Pick<ServedBot, "telegramId" | "name" | "username">): UserFromGetMe => ({
  id: telegramId ?? unconnected.id,
  is_bot: true,
  first_name: name,
  username: username ?? unconnected.username,
  can_join_groups: true,
  can_read_all_group_messages: false,
  can_connect_to_business: false,
  supports_inline_queries: false,
  supports_join_request_queries: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
});
