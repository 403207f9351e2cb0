import { describe, expect, test } from "vitest";
import { Params } from "../params.ts";
import { formattedText } from "./formatted-text.ts";

const parse = (text: string, parse_mode?: string) => formattedText(new Params({ text, parse_mode }), "text");
const entities = (text: string, mode?: string) =>
  parse(text, mode).entities.map(({ type, offset, length }) => [type, offset, length]);
const refusal = (text: string, mode: string) => {
  try {
    return parse(text, mode);
  } catch (error) {
    return (error as Error).message.replace("Bad Request: can't parse entities: ", "");
  }
};

describe("plain text", () => {
  test("is trimmed and keeps its marks", () => {
    expect(parse("  *a* <b>  ")).toEqual({ text: "*a* <b>", entities: [] });
  });

  test.each([
    ["/start@cats_bot now", [["bot_command", 0, 15]]],
    ["a/b 1/2 </b>", []],
    [
      "ask @anna or mail a@b.org",
      [
        ["mention", 4, 5],
        ["email", 18, 7],
      ],
    ],
    [
      "see https://x.org/a?b=c, #cats",
      [
        ["url", 4, 19],
        ["hashtag", 25, 5],
      ],
    ],
  ])("has entities detected in %j", (text, expected) => {
    expect(entities(text)).toEqual(expected);
  });
});

describe("HTML", () => {
  test("nests tags and reads references", () => {
    expect(parse("<b>a &lt; <i>b</i></b> &amp; <code>c</code>", "HTML").text).toBe("a < b & c");
    expect(entities("<b>a <i>b</i></b>", "html")).toEqual([
      ["bold", 0, 3],
      ["italic", 2, 1],
    ]);
  });

  test("knows links, code with a language, quotes and spoilers", () => {
    const html =
      '<a href="https://x.org/?a=1&amp;b=2">x</a><pre><code class="language-ts">y</code></pre><blockquote expandable>z</blockquote><tg-spoiler>s</tg-spoiler>';
    expect(parse(html, "HTML").entities).toMatchObject([
      { type: "text_link", url: "https://x.org/?a=1&b=2" },
      { type: "pre", language: "ts" },
      { type: "expandable_blockquote" },
      { type: "spoiler" },
    ]);
  });

  test("moves entities with the trimmed space and counts in UTF-16", () => {
    expect(entities("  😀<b>x</b> ", "HTML")).toEqual([["bold", 2, 1]]);
  });

  test.each([
    ["<b>open", `Can't find end tag corresponding to start tag "b"`],
    ["<div>x</div>", 'Unsupported start tag "div" at byte offset 0'],
    ["я <br> x", 'Unsupported start tag "br" at byte offset 3'],
    ["x</b>", "Unexpected end tag at byte offset 1"],
    ["<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ["a <b", "Unclosed start tag at byte offset 2"],
    ["1 < 2", 'Unsupported start tag "" at byte offset 2'],
  ])("refuses %j", (text, reason) => {
    expect(refusal(text, "HTML")).toBe(reason);
  });
});

describe("MarkdownV2", () => {
  test("nests marks and unescapes", () => {
    expect(parse("*a _b_ c* \\. `d.e`", "MarkdownV2")).toMatchObject({ text: "a b c . d.e" });
    expect(entities("*a _b_ c* `d`", "MarkdownV2")).toEqual([
      ["bold", 0, 5],
      ["italic", 2, 1],
      ["code", 6, 1],
    ]);
  });

  test("knows every mark", () => {
    const marks = "__u__ ~s~ ||p|| [l](https://x.org/a\\)b) ```ts\ncode``` ![😀](tg://emoji?id=5)\n>quote\n>more";
    expect(parse(marks, "MarkdownV2").entities).toMatchObject([
      { type: "underline" },
      { type: "strikethrough" },
      { type: "spoiler" },
      { type: "text_link", url: "https://x.org/a)b" },
      { type: "pre", language: "ts" },
      { type: "custom_emoji", custom_emoji_id: "5" },
      { type: "blockquote", length: 10 },
    ]);
  });

  test.each([
    ["Done.", "Character '.' is reserved and must be escaped with the preceding '\\'"],
    ["1 + 1", "Character '+' is reserved and must be escaped with the preceding '\\'"],
    ["- item", "Character '-' is reserved and must be escaped with the preceding '\\'"],
    ["*open", "Can't find end of Bold entity at byte offset 0"],
    ["я _open", "Can't find end of Italic entity at byte offset 3"],
    ["**double**", null],
    ["```js\nx", "Can't find end of Pre entity at byte offset 0"],
  ])("answers %j with %j", (text, reason) => {
    if (reason === null) expect(refusal(text, "MarkdownV2")).toMatchObject({ text: "double", entities: [] });
    else expect(refusal(text, "MarkdownV2")).toBe(reason);
  });
});

describe("the legacy Markdown", () => {
  test("knows five marks and takes reserved characters as they are", () => {
    expect(parse("*b* _i_ `c` [l](https://x.org) 1+1=2.", "Markdown").entities).toMatchObject([
      { type: "bold" },
      { type: "italic" },
      { type: "code" },
      { type: "text_link", url: "https://x.org" },
    ]);
    expect(parse("```ts\ncode```", "Markdown").entities).toMatchObject([{ type: "pre", language: "ts", length: 4 }]);
  });

  test.each(["snake_case", "я *open", "`code", "[link"])("refuses %j", (text) => {
    expect(refusal(text, "Markdown")).toMatch(/^Can't find end of the entity starting at byte offset \d+$/);
  });
});
