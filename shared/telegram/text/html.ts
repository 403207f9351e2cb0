/** Parse mode HTML: the tags Telegram knows, properly nested, and nothing else. */
import type { MessageEntity } from "grammy/types";
import { cantParse } from "./cant-parse.ts";
import type { FormattedText } from "./formatted-text.ts";

interface Tag {
  name: string;
  attributes: Record<string, string>;
  /** Where its content begins in the text. */
  start: number;
}

const simple: Record<string, MessageEntity["type"]> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  code: "code",
};
const known = new Set([...Object.keys(simple), "span", "a", "pre", "blockquote", "tg-emoji", "tg-time"]);
const references: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

const token = /<(\/?)([^\s<>/]*)((?:\s+[^<>]*)?)>|<\s?|[^<]+/g;
const reference = /&(?:#(\d+)|#x([\da-f]+)|(lt|gt|amp|quot));/gi;
const attribute = /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** @throws {ApiError} 400 `can't parse entities: …` */
export function parseHtml(source: string): FormattedText {
  const entities: MessageEntity[] = [];
  const open: Tag[] = [];
  let text = "";
  for (const match of source.matchAll(token)) {
    const [whole, slash, tagName, attributes] = match;
    const offset = Buffer.byteLength(source.slice(0, match.index));
    if (tagName === undefined) {
      if (whole === "<") throw cantParse(`Unclosed start tag at byte offset ${offset}`);
      if (whole.startsWith("<")) checked("", "", offset);
      text += decoded(whole);
      continue;
    }
    const name = tagName.toLowerCase();
    if (!slash) {
      open.push({
        name: checked(name, attributes ?? "", offset),
        attributes: read(attributes ?? ""),
        start: text.length,
      });
      continue;
    }
    const tag = open.pop();
    if (!tag) throw cantParse(`Unexpected end tag at byte offset ${offset}`);
    if (name && name !== tag.name) {
      throw cantParse(`Unmatched end tag at byte offset ${offset}, expected "</${tag.name}>", found "</${name}>"`);
    }
    const entity = entityOf(tag, text, entities, open.at(-1));
    if (entity) entities.push(entity);
  }
  const left = open.at(-1);
  if (left) {
    throw cantParse(`Can't find end tag corresponding to start tag "${left.name}"`);
  }
  return { text, entities };
}

function checked(name: string, attributes: string, offset: number): string {
  if (!known.has(name)) throw cantParse(`Unsupported start tag "${name}" at byte offset ${offset}`);
  if (name === "span" && read(attributes).class !== "tg-spoiler") {
    throw cantParse(`Tag "span" must have class "tg-spoiler" at byte offset ${offset}`);
  }
  return name;
}

const read = (attributes: string): Record<string, string> =>
  Object.fromEntries(
    [...attributes.matchAll(attribute)].map(([, name, double, single, bare]) => [
      name,
      decoded(double ?? single ?? bare ?? ""),
    ]),
  );

const decoded = (source: string) =>
  source.replaceAll(reference, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return references[name.toLowerCase()]!;
    const code = decimal ? Number(decimal) : Number.parseInt(hex!, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

function entityOf(tag: Tag, text: string, done: MessageEntity[], outer: Tag | undefined): MessageEntity | null {
  const place = { offset: tag.start, length: text.length - tag.start };
  if (place.length === 0) return null;
  const content = text.slice(tag.start);
  switch (tag.name) {
    case "span":
      return { type: "spoiler", ...place };
    case "a":
      return /^(https?|tg|tonsite):|\./.test(tag.attributes.href ?? content)
        ? { type: "text_link", ...place, url: tag.attributes.href ?? content }
        : null;
    case "pre": {
      const language = done.findIndex(({ type, offset }) => type === "code" && offset === tag.start);
      const code = language >= 0 ? done.splice(language, 1)[0] : undefined;
      return code && "language" in code
        ? { type: "pre", ...place, language: String(code.language) }
        : { type: "pre", ...place };
    }
    case "code": {
      const language = /^language-(.+)$/.exec(tag.attributes.class ?? "")?.[1];
      const entity = { type: "code" as const, ...place };
      return language && outer?.name === "pre" ? Object.assign(entity, { language }) : entity;
    }
    case "blockquote":
      return { type: "expandable" in tag.attributes ? "expandable_blockquote" : "blockquote", ...place };
    case "tg-emoji":
      return { type: "custom_emoji", ...place, custom_emoji_id: tag.attributes["emoji-id"] ?? "" };
    case "tg-time":
      return null;
    default:
      return { type: simple[tag.name], ...place } as MessageEntity;
  }
}
