/**
 * Markdown, as models write it, to a text with Telegram's entities. Nothing that a reader would see is lost: what
 * Telegram cannot show formatted is written out.
 */

import type { MessageEntity } from "grammy/types";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { type FormattedText, slice } from "../speaking/formatted-text.ts";
import { tableText } from "./table-text.ts";

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>["children"][number];
type EntityOf<Entity> = Entity extends MessageEntity ? Omit<Entity, "offset" | "length"> : never;

/**
 * Parses in time that may grow with the square of the text's length: to be called through `formatter.ts`.
 *
 * @throws {RangeError} where a text nests deeper than the call stack
 */
export function fromModelMarkdown(markdown: string): FormattedText {
  const writer = new Writer();
  writer.block(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  const whole = { text: writer.text, entities: writer.entities.sort(byPlace) };
  return slice(whole, 0, whole.text.length);
}

/** Telegram wants the outer of two entities first. */
const byPlace = (a: MessageEntity, b: MessageEntity) => a.offset - b.offset || b.length - a.length;

class Writer {
  text = "";
  readonly entities: MessageEntity[] = [];
  #indent = "";

  /** Writes a node and leaves the text at the end of its last line. */
  block(node: Node): void {
    switch (node.type) {
      case "root":
        return this.#blocks(node.children);
      case "paragraph":
        return this.#inline(node.children);
      case "heading":
        return this.#as({ type: "bold" }, () => this.#inline(node.children));
      case "blockquote":
        return this.#as({ type: "blockquote" }, () => this.#blocks(node.children));
      case "list":
        return this.#list(node);
      case "code":
        return this.#as(node.lang ? { type: "pre", language: node.lang } : { type: "pre" }, () =>
          this.#write(node.value),
        );
      case "table":
        return this.#as({ type: "pre" }, () => this.#write(tableText(node)));
      case "thematicBreak":
        return this.#write("———");
      case "definition":
        return this.#write(`[${node.label ?? node.identifier}]: ${node.url}`);
      case "footnoteDefinition":
        this.#write(`[${node.label ?? node.identifier}] `);
        return this.#blocks(node.children);
      default:
        return this.#inline([node]);
    }
  }

  #blocks(nodes: readonly Node[], gap = "\n\n"): void {
    nodes.forEach((node, index) => {
      if (index > 0) this.#write(gap);
      this.block(node);
    });
  }

  #list(list: Extract<Node, { type: "list" }>): void {
    const outer = this.#indent;
    list.children.forEach((item, index) => {
      if (index > 0) this.#write(list.spread ? "\n\n" : "\n");
      const number = list.ordered ? `${(list.start ?? 1) + index}. ` : "• ";
      this.#write(typeof item.checked === "boolean" ? (item.checked ? "☑ " : "☐ ") : number);
      this.#indent = `${outer}   `;
      this.#blocks(item.children, item.spread ? "\n\n" : "\n");
      this.#indent = outer;
    });
  }

  #inline(nodes: readonly Node[]): void {
    for (const node of nodes) {
      switch (node.type) {
        case "text":
        case "html":
          this.#write(node.value);
          break;
        case "break":
          this.#write("\n");
          break;
        case "strong":
          this.#as({ type: "bold" }, () => this.#inline(node.children));
          break;
        case "emphasis":
          this.#as({ type: "italic" }, () => this.#inline(node.children));
          break;
        case "delete":
          this.#as({ type: "strikethrough" }, () => this.#inline(node.children));
          break;
        case "inlineCode":
          this.#as({ type: "code" }, () => this.#write(node.value));
          break;
        case "link":
          this.#link(node.url, () => this.#inline(node.children));
          break;
        case "image":
          this.#link(node.url, () => this.#write(node.alt || node.url));
          break;
        case "linkReference":
          this.#inline(node.children);
          this.#write(`[${node.label ?? node.identifier}]`);
          break;
        case "imageReference":
          this.#write(`${node.alt ?? ""}[${node.label ?? node.identifier}]`);
          break;
        case "footnoteReference":
          this.#write(`[${node.label ?? node.identifier}]`);
          break;
        default:
          this.block(node);
      }
    }
  }

  #link(url: string, label: () => void): void {
    if (/^(https?|tg):\/\/\S+$|^mailto:\S+$/i.test(url)) return this.#as({ type: "text_link", url }, label);
    const start = this.text.length;
    label();
    if (this.text.slice(start) !== url) this.#write(` (${url})`);
  }

  #as(entity: EntityOf<MessageEntity>, write: () => void): void {
    const offset = this.text.length;
    write();
    const length = this.text.length - offset;
    if (length > 0) this.entities.push({ ...entity, offset, length } as MessageEntity);
  }

  /** Keeps continuation lines under the list item that they belong to. */
  #write(text: string): void {
    this.text += this.#indent ? text.replaceAll(/\n(?!\n)/g, `\n${this.#indent}`) : text;
  }
}
