import { describe, expect, test } from "vitest";
import { fromModelMarkdown } from "./markdown.ts";

/** The text with its entities as tags, to be read at a glance. */
function shown(markdown: string): string {
  const { text, entities } = fromModelMarkdown(markdown);
  const marks = entities.flatMap(({ type, offset, length, ...rest }, order) => {
    const value = "url" in rest ? ` ${rest.url}` : "language" in rest ? ` ${rest.language}` : "";
    return [
      { at: offset, rank: 1_000 + order, tag: `<${type}${value}>` },
      { at: offset + length, rank: -order, tag: `</${type}>` },
    ];
  });
  return marks
    .sort((a, b) => b.at - a.at || b.rank - a.rank)
    .reduce((written, { at, tag }) => written.slice(0, at) + tag + written.slice(at), text);
}

describe("a model's Markdown", () => {
  test.each([
    ["plain", "plain"],
    ["**bold** and __bold__", "<bold>bold</bold> and <bold>bold</bold>"],
    ["*it* and _it_", "<italic>it</italic> and <italic>it</italic>"],
    ["***both***", "<bold><italic>both</italic></bold>"],
    ["~~gone~~", "<strikethrough>gone</strikethrough>"],
    ["`code <b>`", "<code>code <b></code>"],
    ["# Title\ntext", "<bold>Title</bold>\n\ntext"],
    ["Title\n=====\ntext", "<bold>Title</bold>\n\ntext"],
    ["> quote\n> more\n\nafter", "<blockquote>quote\nmore</blockquote>\n\nafter"],
    ["```ts\nlet x = 1;\n```", "<pre ts>let x = 1;</pre>"],
    ["```\nx\n\n  y\n```", "<pre>x\n\n  y</pre>"],
    ["```ts\nnever closed", "<pre ts>never closed</pre>"],
    ["- a\n- b\n  - c\n- d", "• a\n• b\n   • c\n• d"],
    ["3. a\n4. b", "3. a\n4. b"],
    ["- [ ] open\n- [x] done", "☐ open\n☑ done"],
    ["- a\n\n  b", "• a\n\n   b"],
    ["[text](https://example.com)", "<text_link https://example.com>text</text_link>"],
    ["[text](javascript:alert)", "text (javascript:alert)"],
    ["[text](/relative)", "text (/relative)"],
    ["https://example.com", "<text_link https://example.com>https://example.com</text_link>"],
    ["![a cat](https://example.com/cat.png)", "<text_link https://example.com/cat.png>a cat</text_link>"],
    ["a\n\n---\n\nb", "a\n\n———\n\nb"],
    ["a<br>b <u>c</u>", "a<br>b <u>c</u>"],
    ["a  \nb", "a\nb"],
    ["2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"],
    ["**never closed", "**never closed"],
    ["[text][ref]\n\n[ref]: https://example.com", "text[ref]\n\n[ref]: https://example.com"],
    ["a[^1]\n\n[^1]: note", "a[1]\n\n[1] note"],
    ["| a | bb |\n|---|----|\n| c | d |", "<pre>a | bb\n--+---\nc | d</pre>"],
    ["**a** 😀 **b**", "<bold>a</bold> 😀 <bold>b</bold>"],
    ["\\*not italic\\* &amp; so", "*not italic* & so"],
    ["", ""],
    ["   \n\n", ""],
  ])("%j is shown as %j", (markdown, expected) => {
    expect(shown(markdown)).toBe(expected);
  });
});
