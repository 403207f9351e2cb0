/** A text with Telegram's entities: offsets and lengths in UTF-16 code units, as strings have them here. */
import type { MessageEntity } from "grammy/types";

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

/** @returns the part from `start` to `end`, without the white space at its ends, with what of the entities lies in it */
export function slice({ text, entities }: FormattedText, start: number, end: number): FormattedText {
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  const within: MessageEntity[] = [];
  for (const entity of entities) {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    if (to > from) within.push({ ...entity, offset: from - start, length: to - from });
  }
  return { text: text.slice(start, end), entities: within };
}
