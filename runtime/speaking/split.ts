/**
 * Cuts a long text into messages that a channel takes: between paragraphs, else lines, sentences, words, and only then
 * inside a word, never inside a character. An entity is cut only when it alone is longer than a message.
 */
import type { Surface } from "../channels/surface.ts";
import { type FormattedText, slice } from "./formatted-text.ts";

/** Of one message. */
type Limits = Pick<Surface, "text" | "entities">;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Where a text may be cut, the best first. A match ends where the next part begins. */
const seams = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["'”»)\]]*\s+/g, /\s+/g];

/** @returns parts without empty ones; together they hold everything but the white space at the cuts */
export function split(whole: FormattedText, limits: Limits): FormattedText[] {
  const parts: FormattedText[] = [];
  const { text, entities } = whole;
  let rest = slice({ text, entities: limits.entities > 0 ? entities : [] }, 0, text.length);
  while (rest.text.length > limits.text || rest.entities.length > limits.entities) {
    const cut = bestCut(rest, limits);
    const part = slice(rest, 0, cut);
    if (part.text) parts.push(part);
    rest = slice(rest, cut, rest.text.length);
  }
  return rest.text ? [...parts, rest] : parts;
}

function bestCut({ text, entities }: FormattedText, { text: limit, entities: maxEntities }: Limits): number {
  const end = Math.min(limit, text.length, entities[maxEntities]?.offset || Number.POSITIVE_INFINITY);
  const whole = entities.filter(({ length }) => length <= limit);
  const splitsOne = (cut: number) => whole.some(({ offset, length }) => offset < cut && cut < offset + length);
  const head = text.slice(0, end + 1);

  for (const seam of seams) {
    const cuts = [...head.matchAll(seam)]
      .map((match) => match.index + match[0].length)
      .map((cut) => Math.min(cut, end))
      .filter((cut) => cut > end / 3 && !splitsOne(cut));
    if (cuts.length > 0) return cuts.at(-1)!;
  }
  const cut = characterBoundary(text, end);
  // Before the entity that the cut would split, unless that is where the text begins.
  const split = whole.filter(({ offset, length }) => offset < cut && cut < offset + length);
  return Math.min(cut, ...split.map(({ offset }) => offset).filter((offset) => offset > 0));
}

/** @returns the last place up to `end` that is not inside what a reader sees as one character */
function characterBoundary(text: string, end: number): number {
  const windowStart = Math.max(0, end - 256);
  let boundary = end;
  for (const { index, segment } of graphemes.segment(text.slice(windowStart, end + 256))) {
    const start = windowStart + index;
    if (start >= end) break;
    // A character longer than the window is cut after all, but not inside a surrogate pair.
    if (start + segment.length > end) boundary = start > windowStart ? start : pairBoundary(text, end);
  }
  return boundary;
}

const pairBoundary = (text: string, end: number) => (/[\udc00-\udfff]/.test(text[end] ?? "") ? end - 1 : end);
