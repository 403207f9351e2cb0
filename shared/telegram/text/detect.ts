/** Finds what Telegram marks by itself in any text: commands, mentions, hashtags, links and e-mail addresses. */
import type { MessageEntity } from "grammy/types";

type Detected = "bot_command" | "mention" | "hashtag" | "url" | "email";

const patterns: [Detected, RegExp][] = [
  ["email", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["url", /\b(?:https?:\/\/[^\s<>]+[^\s<>.,!?:;)]|(?:[\w-]+\.)+(?:com|org|net|io|me|dev|ru)\b(?:\/[^\s<>]*)?)/gi],
  ["bot_command", /(?<![\w/<>])\/\w{1,64}(?:@\w{3,32})?(?![\w/])/g],
  ["mention", /(?<![\w@])@[a-z]\w{2,31}\b/gi],
  ["hashtag", /(?<![\w#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/** What each of them has somewhere, and most texts have not. */
const marks = /[@./#]/;

/** Entities in order of their place; none overlaps another. */
export function detectEntities(text: string): MessageEntity[] {
  if (!marks.test(text)) return [];
  const found: MessageEntity[] = [];
  for (const [type, pattern] of patterns) {
    for (const { index, 0: match } of text.matchAll(pattern)) {
      const free = found.every(({ offset, length }) => index >= offset + length || index + match.length <= offset);
      if (free) found.push({ type, offset: index, length: match.length });
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}
