/** Parse mode MarkdownV2: marks nest, and every reserved character outside of a mark has to be escaped. */
import type { MessageEntity } from "grammy/types";
import { cantParse } from "./cant-parse.ts";
import type { FormattedText } from "./formatted-text.ts";

type Kind =
  | "Bold"
  | "Italic"
  | "Underline"
  | "Strikethrough"
  | "Spoiler"
  | "Code"
  | "Pre"
  | "TextUrl"
  | "CustomEmoji"
  | "BlockQuote";

interface Open {
  kind: Kind;
  mark: string;
  /** Byte offset of the mark in the source. */
  byte: number;
  /** Where its content begins in the text. */
  start: number;
  language?: string;
}

const reserved = "_*[]()~`>#+-=|{}.!";
const kinds: [mark: string, kind: Kind, end: string][] = [
  ["```", "Pre", "```"],
  ["`", "Code", "`"],
  ["__", "Underline", "__"],
  ["_", "Italic", "_"],
  ["*", "Bold", "*"],
  ["~", "Strikethrough", "~"],
  ["||", "Spoiler", "||"],
  ["![", "CustomEmoji", "]"],
  ["[", "TextUrl", "]"],
];
const plain: Partial<Record<Kind, MessageEntity["type"]>> = {
  Bold: "bold",
  Italic: "italic",
  Underline: "underline",
  Strikethrough: "strikethrough",
  Spoiler: "spoiler",
  Code: "code",
  BlockQuote: "blockquote",
};

/** @throws {ApiError} 400 `can't parse entities: …` */
export function parseMarkdownV2(source: string): FormattedText {
  return new Parser(source).run();
}

class Parser {
  readonly #source: string;
  readonly #entities: MessageEntity[] = [];
  readonly #open: Open[] = [];
  #text = "";
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): FormattedText {
    while (this.#at < this.#source.length) this.#step();
    this.#endQuote();
    const left = this.#open.at(-1);
    if (left) throw cantParse(`Can't find end of ${left.kind} entity at byte offset ${left.byte}`);
    return { text: this.#text, entities: this.#entities };
  }

  #step(): void {
    const char = this.#source[this.#at]!;
    const next = this.#source.charCodeAt(this.#at + 1);
    const top = this.#open.at(-1);
    const mark = kinds.find(([start]) => this.#source.startsWith(start, this.#at));
    if (char === "\\" && next >= 1 && next <= 126) this.#copy(this.#source[this.#at + 1]!, 2);
    else if (top && this.#source.startsWith(endOf(top), this.#at) && !this.#isLongerMark(top)) this.#close(top);
    else if (top?.kind === "Code" || top?.kind === "Pre") this.#copy(char, 1);
    else if (char === ">" && this.#atLineStart()) this.#openQuote();
    else if (mark) this.#begin(mark[0], mark[1]);
    else if (reserved.includes(char)) {
      throw cantParse(`Character '${char}' is reserved and must be escaped with the preceding '\\'`);
    } else {
      this.#copy(char, 1);
      if (char === "\n" && this.#source[this.#at] !== ">") this.#endQuote();
    }
  }

  #copy(text: string, consumed: number): void {
    this.#text += text;
    this.#at += consumed;
  }

  #begin(mark: string, kind: Kind): void {
    const byte = Buffer.byteLength(this.#source.slice(0, this.#at));
    this.#at += mark.length;
    const open: Open = { kind, mark, byte, start: this.#text.length };
    if (kind === "Pre") {
      const language = /^([^\s`]+)\n|^\n/.exec(this.#source.slice(this.#at));
      this.#at += language?.[0].length ?? 0;
      if (language?.[1]) open.language = language[1];
    }
    this.#open.push(open);
  }

  /** `__` inside of an italic text begins an underline rather than ending the italic. */
  #isLongerMark(top: Open): boolean {
    return top.kind === "Italic" && this.#source.startsWith("__", this.#at);
  }

  #close(top: Open): void {
    this.#at += endOf(top).length;
    this.#open.pop();
    const place = { offset: top.start, length: this.#text.length - top.start };
    const type = plain[top.kind];
    const url = top.kind === "TextUrl" || top.kind === "CustomEmoji" ? this.#link(top) : "";
    if (place.length === 0) return;
    if (top.kind === "Pre") {
      this.#entities.push({ type: "pre", ...place, ...(top.language && { language: top.language }) });
    } else if (top.kind === "TextUrl") {
      if (url) this.#entities.push({ type: "text_link", ...place, url });
    } else if (top.kind === "CustomEmoji") {
      this.#entities.push({ type: "custom_emoji", ...place, custom_emoji_id: /id=(\d+)/.exec(url)?.[1] ?? "" });
    } else if (type) {
      this.#entities.push({ type, ...place } as MessageEntity);
    }
  }

  #link({ kind }: Open): string {
    const link = /^\(((?:\\.|[^)\\])*)\)/.exec(this.#source.slice(this.#at));
    if (link) {
      this.#at += link[0].length;
      return link[1]!.replaceAll(/\\(.)/g, "$1");
    }
    if (this.#source[this.#at] === "(" || kind === "CustomEmoji") {
      const byte = Buffer.byteLength(this.#source.slice(0, this.#at));
      throw cantParse(`Can't find end of a URL at byte offset ${byte}`);
    }
    return "";
  }

  #atLineStart(): boolean {
    return this.#text === "" || this.#text.endsWith("\n");
  }

  #openQuote(): void {
    this.#at++;
    if (this.#open.some(({ kind }) => kind === "BlockQuote")) return;
    const byte = Buffer.byteLength(this.#source.slice(0, this.#at - 1));
    this.#open.push({ kind: "BlockQuote", mark: ">", byte, start: this.#text.length });
  }

  #endQuote(): void {
    const top = this.#open.at(-1);
    if (top?.kind !== "BlockQuote") return;
    this.#open.pop();
    const length = this.#text.trimEnd().length - top.start;
    if (length > 0) this.#entities.push({ type: "blockquote", offset: top.start, length });
  }
}

const endOf = ({ kind, mark }: Open) =>
  kinds.find(([start]) => start === mark)?.[2] ?? (kind === "BlockQuote" ? "\0" : mark);
