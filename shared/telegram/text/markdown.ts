/** Parse mode Markdown, the legacy one: no nesting, a mark without its end is refused. */
import type { MessageEntity } from "grammy/types";
import { cantParse } from "./cant-parse.ts";
import type { FormattedText } from "./formatted-text.ts";

const ends: Record<string, string> = { _: "_", "*": "*", "`": "`", "[": "]", "```": "```" };

/** @throws {ApiError} 400 `can't parse entities: …` */
export function parseMarkdown(source: string): FormattedText {
  const entities: MessageEntity[] = [];
  let text = "";
  let at = 0;
  while (at < source.length) {
    const mark = source.startsWith("```", at) ? "```" : source[at]!;
    if (mark === "\\" && "_*`[".includes(source[at + 1] ?? "none")) {
      text += source[at + 1];
      at += 2;
      continue;
    }
    const end = ends[mark];
    if (!end) {
      text += mark;
      at++;
      continue;
    }
    const close = source.indexOf(end, at + mark.length);
    if (close < 0) {
      throw cantParse(`Can't find end of the entity starting at byte offset ${Buffer.byteLength(source.slice(0, at))}`);
    }
    const content = source.slice(at + mark.length, close);
    at = close + end.length;
    const url = mark === "[" ? /^\(([^)]*)\)/.exec(source.slice(at)) : null;
    if (url) at += url[0].length;
    const entity = entityOf(mark, text.length, content, url?.[1]);
    if (entity) entities.push(entity.entity);
    text += entity?.text ?? content;
  }
  return { text, entities };
}

function entityOf(mark: string, offset: number, content: string, url: string | undefined) {
  if (content.length === 0) return null;
  const place = { offset, length: content.length };
  switch (mark) {
    case "_":
      return { text: content, entity: { type: "italic", ...place } satisfies MessageEntity };
    case "*":
      return { text: content, entity: { type: "bold", ...place } satisfies MessageEntity };
    case "`":
      return { text: content, entity: { type: "code", ...place } satisfies MessageEntity };
    case "```": {
      const [, language, code] = /^([^\s`]+)\n([\s\S]*)$/.exec(content) ?? [
        null,
        undefined,
        content.replace(/^\n/, ""),
      ];
      const entity = {
        type: "pre",
        offset,
        length: code!.length,
        ...(language && { language }),
      } satisfies MessageEntity;
      return { text: code!, entity };
    }
    default:
      return url ? { text: content, entity: { type: "text_link", ...place, url } satisfies MessageEntity } : null;
  }
}
