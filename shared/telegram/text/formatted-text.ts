/** Text with entities, as a bot sends it: parsed by its parse mode, checked, trimmed and with links detected. */
import type { MessageEntity } from "grammy/types";
import { badRequest } from "../api-error.ts";
import type { Params } from "../params.ts";
import { detectEntities } from "./detect.ts";
import { givenEntities } from "./given-entities.ts";
import { parseHtml } from "./html.ts";
import { parseMarkdown } from "./markdown.ts";
import { parseMarkdownV2 } from "./markdown-v2.ts";

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

const parsers: Record<string, (source: string) => FormattedText> = {
  html: parseHtml,
  markdown: parseMarkdown,
  markdownv2: parseMarkdownV2,
};

/**
 * Reads `field` (text or caption) with the parse mode or entities beside it.
 *
 * @throws {ApiError} 400 `can't parse entities: …`, `unsupported parse_mode`
 */
export function formattedText(params: Params, field: "text" | "caption"): FormattedText {
  const source = params.text(field);
  if (!source.isWellFormed()) throw badRequest("strings must be encoded in UTF-8");
  const mode = params.text("parse_mode").toLowerCase();
  const given = params.json(field === "text" ? "entities" : "caption_entities");
  const formatted = mode ? parsed(source, mode) : { text: source, entities: givenEntities(source, given) };
  return withDetected(trimmed(formatted));
}

function parsed(source: string, mode: string): FormattedText {
  const parse = parsers[mode];
  if (!parse) throw badRequest("unsupported parse_mode");
  return parse(source);
}

function trimmed({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  return {
    text: text.trim(),
    entities: entities.flatMap((entity) => {
      const from = Math.max(entity.offset, start);
      const to = Math.min(entity.offset + entity.length, end);
      return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
    }),
  };
}

function withDetected({ text, entities }: FormattedText): FormattedText {
  const free = detectEntities(text).filter(
    (found) =>
      !entities.some(({ offset, length }) => found.offset < offset + length && offset < found.offset + found.length),
  );
  return { text, entities: [...entities, ...free].sort((a, b) => a.offset - b.offset || b.length - a.length) };
}
