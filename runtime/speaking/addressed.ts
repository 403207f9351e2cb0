/** Which messages are meant for the bot. In private all of them; in groups commands, mentions and replies to it. */
import type { Message, MessageEntity, UserFromGetMe } from "grammy/types";

export interface Invocation {
  /** Lower case, without the slash. */
  name: string;
  /** What follows the command, or the empty string. */
  args: string;
}

type Me = Pick<UserFromGetMe, "id" | "username">;

export const textOf = (message: Message): string => message.text ?? message.caption ?? "";
const entitiesOf = (message: Message): MessageEntity[] => message.entities ?? message.caption_entities ?? [];

/** @returns the command that the message begins with; `"other"` when it is for another bot; `null` when it is none */
export function commandOf(message: Message, me: Me): Invocation | "other" | null {
  const match = /^\/([a-z0-9_]{1,64})(?:@([a-z0-9_]+))?(?=\s|$)/i.exec(textOf(message));
  if (!match) return null;
  const [whole, name, bot] = match;
  if (bot && bot.toLowerCase() !== me.username.toLowerCase()) return "other";
  return { name: name!.toLowerCase(), args: textOf(message).slice(whole.length).trim() };
}

export function isForUs(message: Message, me: Me): boolean {
  // Bots don't talk to each other. An anonymous administrator writes as the group, through a bot of Telegram's.
  const byBot = message.from?.is_bot === true && message.sender_chat?.id !== message.chat.id;
  // What a channel posts is put into its group as well, in Telegram's own name.
  if (byBot || message.is_automatic_forward || !carriesContent(message)) return false;
  if (commandOf(message, me) === "other") return false;
  if (message.chat.type === "private") return true;
  if (message.chat.type === "channel") return false;
  return commandOf(message, me) !== null || repliesTo(message, me) || mentions(message, me);
}

/** In a forum every message of a topic replies to the one that opened it: that is no reply to us. */
const repliesTo = (message: Message, me: Me) =>
  message.reply_to_message?.from?.id === me.id && !message.reply_to_message.forum_topic_created;

function mentions(message: Message, me: Me): boolean {
  const name = `@${me.username}`.toLowerCase();
  return entitiesOf(message).some((entity) =>
    entity.type === "text_mention"
      ? entity.user.id === me.id
      : entity.type === "mention" &&
        textOf(message)
          .slice(entity.offset, entity.offset + entity.length)
          .toLowerCase() === name,
  );
}

/** What people send each other. Anything else is a note of Telegram's: somebody joined, a message was pinned. */
const contents = [
  "text",
  "photo",
  "video",
  "animation",
  "audio",
  "voice",
  "video_note",
  "document",
  "sticker",
  "contact",
  "location",
  "venue",
  "poll",
  "dice",
  "game",
  "story",
  "paid_media",
  "checklist",
  "invoice",
  "giveaway",
  "giveaway_winners",
] as const;

/** @returns what the message carries; `null` for a service message */
export function contentType(message: Message): (typeof contents)[number] | "rich_message" | null {
  if ("rich_message" in message) return "rich_message";
  // An animation also has a document, a venue also a location: the more telling one comes first.
  if (message.animation) return "animation";
  if (message.venue) return "venue";
  return contents.find((type) => message[type] !== undefined) ?? null;
}

const carriesContent = (message: Message) => contentType(message) !== null;
