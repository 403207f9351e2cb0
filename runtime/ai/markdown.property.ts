import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromModelMarkdown } from "./markdown.ts";

const word = fc.stringMatching(/^[a-zа-я]{4,9}$/);
const inline = fc.oneof(
  word,
  word.map((text) => `**${text}**`),
  word.map((text) => `*${text}*`),
  word.map((text) => `~~${text}~~`),
  word.map((text) => `\`${text}\``),
  word.map((text) => `[${text}](https://example.com)`),
  word.map((text) => `[${text}](ftp://nowhere)`),
  word.map((text) => `![${text}](https://example.com)`),
  word.map((text) => `<i>${text}</i>`),
  word.map((text) => `**${text}`),
  word.map((text) => `[${text}][ref]`),
);
const line = fc.array(inline, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
const block = fc.oneof(
  line,
  line.map((text) => `## ${text}`),
  fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((text) => `> ${text}`).join("\n")),
  fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((text, n) => `${n + 1}. ${text}`).join("\n")),
  fc
    .array(line, { minLength: 1, maxLength: 3 })
    .map((lines) => lines.map((text, n) => `${"  ".repeat(n)}- ${text}`).join("\n")),
  word.map((text) => `\`\`\`\n${text}\n\`\`\``),
  fc.tuple(word, word).map(([head, cell]) => `| ${head} | x |\n|---|---|\n| ${cell} | y |`),
);
const markdown = fc.array(block, { maxLength: 8 }).map((blocks) => blocks.join("\n\n"));

describe("Markdown that a model writes", () => {
  test("keeps every word that a reader would see, in its order", () => {
    fc.assert(
      fc.property(markdown, (source) => {
        const words = source.replaceAll(/\((https|ftp):[^)]*\)|\[ref\]/g, "").match(/[a-zа-я]{4,}/g) ?? [];
        const { text } = fromModelMarkdown(source);
        let at = 0;
        for (const expected of words) {
          at = text.indexOf(expected, at);
          expect(at, `${expected} in ${JSON.stringify(text)}`).toBeGreaterThanOrEqual(0);
          at += expected.length;
        }
      }),
    );
  });

  test("has entities that lie within the text, the outer before the inner, around something visible", () => {
    fc.assert(
      fc.property(fc.oneof(markdown, fc.string({ unit: "grapheme", maxLength: 80 })), (source) => {
        const { text, entities } = fromModelMarkdown(source);
        expect(text).toBe(text.trim());
        entities.forEach(({ offset, length }, n) => {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(text.length);
          const next = entities[n + 1];
          if (next?.offset === offset) expect(next.length).toBeLessThanOrEqual(length);
        });
      }),
    );
  });
});
