/** A text and its entities, as Telegram gives them, as spans within spans. Put together they are the text again. */
import type { PreviewMessage } from "#shared/schemas/preview.ts";

export type Entity = NonNullable<PreviewMessage["entities"]>[number];
export type Span = string | { entity: Entity; inner: Span[] };

/** @param entities with places in UTF-16 units, as JavaScript counts; what lies outside of the text is left out */
export function spansOf(text: string, entities: readonly Entity[] = []): Span[] {
  const outermostFirst = entities
    .filter(({ offset, length }) => offset >= 0 && length > 0 && offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return within(text, 0, text.length, outermostFirst);
}

/** An entity that reaches out of the one around it goes on after that. */
function within(text: string, start: number, end: number, entities: readonly Entity[]): Span[] {
  const spans: Span[] = [];
  let at = start;
  for (let rest = entities; rest.length > 0; ) {
    const [entity, ...others] = rest;
    const from = Math.max(entity!.offset, at);
    const to = Math.min(endOf(entity!), end);
    if (from >= to) {
      rest = others;
      continue;
    }
    if (from > at) spans.push(text.slice(at, from));
    const inside = others.filter((other) => other.offset < to && endOf(other) > from);
    spans.push({ entity: entity!, inner: within(text, from, to, inside) });
    at = to;
    rest = others.filter((other) => endOf(other) > to);
  }
  if (at < end) spans.push(text.slice(at, end));
  return spans;
}

const endOf = ({ offset, length }: Entity) => offset + length;
