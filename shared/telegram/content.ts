/** The content of an outgoing message, checked against Telegram's limits. */
import type { Message } from "grammy/types";
import { badRequest } from "./api-error.ts";
import type { Params } from "./params.ts";
import { formattedText } from "./text/formatted-text.ts";

const maxText = 4096;
const maxCaption = 1024;
const maxRichText = 32_768;

export type TextContent = Pick<Message, "text" | "entities">;

/** @throws {ApiError} 400 for empty, too long or unparsable text */
export function textContent(params: Params): TextContent {
  const { text, entities } = formattedText(params, "text");
  if (text === "") throw badRequest("message text is empty");
  if (text.length > maxText) throw badRequest("message is too long");
  return { text, ...(entities.length > 0 && { entities }) };
}

/** Empty when there is no caption. @throws {ApiError} 400 for a caption too long or unparsable */
export function captionContent(params: Params): Pick<Message, "caption" | "caption_entities"> {
  const { text, entities } = formattedText(params, "caption");
  if (text === "") return {};
  if (text.length > maxCaption) throw badRequest("message caption is too long");
  return { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
}

const withCaption = ["photo", "video", "animation", "audio", "document", "voice", "paid_media"];

export const mayHaveCaption = (message: object): boolean => withCaption.some((kind) => kind in message);

/** The rich message as its source, one block: clients render it. @throws {ApiError} 400 */
export function richContent(params: Params): Pick<Message, "rich_message"> {
  const rich = params.object("rich_message");
  if (!rich) throw badRequest("rich_message must be an Object");
  if (Array.isArray(rich.blocks)) return { rich_message: { blocks: rich.blocks } };
  const text = rich.markdown ?? rich.html;
  if (typeof text !== "string" || text.trim() === "") throw badRequest("message text is empty");
  if (text.length > maxRichText) throw badRequest("message is too long");
  return { rich_message: { blocks: [{ type: "paragraph", text }] } };
}
