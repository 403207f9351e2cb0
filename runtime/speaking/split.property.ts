import fc from "fast-check";
import type { MessageEntity } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { FormattedText } from "./formatted-text.ts";
import { split } from "./split.ts";

const piece = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("word ", "A sentence. ", "\n", "\n\n", " ", "e\u0301", "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "x".repeat(30)),
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

const boundaries = (text: string) =>
  [...new Intl.Segmenter().segment(text)].map(({ index }) => index).concat(text.length);

/** Entities as Telegram takes them: around whole characters, and either apart or one in the other. */
const formatted = text.chain((text) => {
  const place = fc.constantFrom(...boundaries(text));
  return fc
    .array(fc.tuple(place, place, fc.constantFrom("bold", "italic", "code")), { maxLength: 12 })
    .map((spans): FormattedText => {
      const entities: MessageEntity[] = [];
      for (const [one, other, type] of spans) {
        const [start, end] = one < other ? [one, other] : [other, one];
        const crosses = entities.some(
          ({ offset, length }) =>
            (offset < start && start < offset + length && offset + length < end) ||
            (start < offset && offset < end && end < offset + length),
        );
        if (end > start && !crosses) entities.push({ type: type as "bold", offset: start, length: end - start });
      }
      return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
    });
});
const limit = fc.integer({ min: 20, max: 80 });
const telegram = { text: 4096, entities: 100 };
const bare = (text: string) => text.replaceAll(/\s/g, "");

/** Where in the whole each part begins. */
function places(whole: string, parts: FormattedText[]): number[] {
  let at = 0;
  return parts.map(({ text }) => {
    while (!whole.startsWith(text, at)) at++;
    const begins = at;
    at += text.length;
    return begins;
  });
}

describe("a split text", () => {
  test("has lost nothing but white space at its cuts, and every part fits", () => {
    fc.assert(
      fc.property(formatted, limit, (whole, limit) => {
        const parts = split(whole, { text: limit, entities: 100 });
        expect(parts.map(({ text }) => bare(text)).join("")).toBe(bare(whole.text));
        for (const { text } of parts) {
          expect(text.length).toBeLessThanOrEqual(limit);
          expect(text).toBe(text.trim());
          expect(text).not.toBe("");
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("is never cut inside what a reader sees as one character", () => {
    fc.assert(
      fc.property(formatted, limit, (whole, limit) => {
        const parts = split(whole, { text: limit, entities: 100 });
        const allowed = boundaries(whole.text);
        places(whole.text, parts).forEach((begins, n) => {
          expect(allowed).toContain(begins);
          expect(allowed).toContain(begins + parts[n]!.text.length);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test("has entities that lie within their part, and are whole unless longer than one", () => {
    fc.assert(
      fc.property(formatted, limit, (whole, limit) => {
        const parts = split(whole, { text: limit, entities: 100 });
        const begins = places(whole.text, parts);
        const kept = parts.flatMap(({ text, entities }, n) =>
          entities.map(({ type, offset, length }) => {
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(length).toBeGreaterThan(0);
            expect(offset + length).toBeLessThanOrEqual(text.length);
            return { type, from: begins[n]! + offset, to: begins[n]! + offset + length };
          }),
        );
        for (const { type, offset, length } of whole.entities) {
          const inside = kept.filter((one) => one.type === type && one.from >= offset && one.to <= offset + length);
          const covered = new Set<number>();
          for (const { from, to } of inside) for (let at = from; at < to; at++) covered.add(at);
          for (let at = offset; at < offset + length; at++)
            if (/\S/.test(whole.text[at]!)) expect(covered).toContain(at);
          if (length > limit) continue;
          const touching = begins.filter((begin, n) => {
            const visible = bare(
              whole.text.slice(Math.max(begin, offset), Math.min(begin + parts[n]!.text.length, offset + length)),
            );
            return visible !== "";
          });
          expect(touching.length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("has at most a hundred entities a part", () => {
    const words = Array.from({ length: 350 }, (_, n) => `w${n}`);
    let offset = 0;
    const entities = words.map((word): MessageEntity => {
      const entity = { type: "bold" as const, offset, length: word.length };
      offset += word.length + 1;
      return entity;
    });
    const parts = split({ text: words.join(" "), entities }, telegram);
    expect(parts.map((part) => part.entities.length)).toEqual([100, 100, 100, 50]);
    expect(parts.map(({ text }) => text).join(" ")).toBe(words.join(" "));
  });

  test.each([
    ["between paragraphs", "aaa bbb.\n\nccc ddd. eee", ["aaa bbb.", "ccc ddd. eee"]],
    ["else between lines", "aaa bbb. ccc\nddd eee", ["aaa bbb. ccc", "ddd eee"]],
    ["else between sentences", "aaa bbb. ccc ddd eee", ["aaa bbb.", "ccc ddd eee"]],
    ["else between words", "aaa bbb ccc ddd eee", ["aaa bbb ccc", "ddd eee"]],
    ["else anywhere", "aaaabbbbccccddddeeee", ["aaaabbbbccccdd", "ddeeee"]],
  ])("is cut %s", (_, text, parts) => {
    expect(split({ text, entities: [] }, { text: 14, entities: 100 }).map((part) => part.text)).toEqual(parts);
  });

  test("of 4,096 emoji is a matter of milliseconds", () => {
    const text = "👨‍👩‍👧‍👦".repeat(4_096);
    const before = process.cpuUsage();
    const parts = split({ text, entities: [] }, telegram);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
    expect(parts.map((part) => part.text).join("")).toBe(text);
  });
});
