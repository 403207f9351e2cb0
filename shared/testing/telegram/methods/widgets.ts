/** Widgets (Bot API 10.4): pages in messages of private chats. A page stays as it is; a bot changes its data alone. */
import { deflateSync } from "node:zlib";
import { badRequest } from "#shared/telegram/api-error.ts";
import { captionContent } from "#shared/telegram/content.ts";
import type { ChatMethod } from "#shared/telegram/methods/chat-method.ts";
import { sends } from "#shared/telegram/methods/sending.ts";
import type { Params } from "#shared/telegram/params.ts";
import type { Bot } from "../bot.ts";
import type { Method } from "../method.ts";

export interface Widget {
  html: string;
  /** Of one that is shared. */
  id?: string;
  width?: number;
  height?: number;
  public_data?: string;
  chat_data?: string;
}

const mostHtmlBytes = 32_768;
const mostCompressedBytes = 4_096;
const mostDataBytes = 1_024;

/** @throws {ApiError} 400 where it is no private chat: others are for Telegram's test server */
const inPrivate =
  (method: ChatMethod): ChatMethod =>
  (params, named) => {
    const act = method(params, named);
    return (chat) => {
      if (chat.info.type !== "private") throw badRequest("INPUT_MEDIA_WIDGET_NOT_ALLOWED");
      return act!(chat);
    };
  };

export const sendWidget = (bot: Bot): ChatMethod =>
  inPrivate(
    sends((params) => {
      const html = params.text("html");
      if (html === "") throw badRequest("widget HTML is empty");
      const isTooLarge =
        Buffer.byteLength(html) > mostHtmlBytes || deflateSync(html, { level: 9 }).length > mostCompressedBytes;
      if (isTooLarge) throw badRequest("INPUT_MEDIA_WIDGET_TOO_LARGE");
      const widget: Widget = { html, ...sizeIn(params), ...withData({}, params) };
      if (params.flag("is_shared")) {
        widget.id = String(bot.sharedWidgets.size + 1);
        bot.sharedWidgets.set(widget.id, widget);
      }
      return { widget, has_protected_content: true, ...captionContent(params) };
    }),
  );

export const sendSharedWidget = (bot: Bot): ChatMethod =>
  inPrivate(
    sends((params) => {
      const widget = withData(sharedIn(bot, params), params);
      return { widget, has_protected_content: true, ...captionContent(params) };
    }),
  );

export const editMessageWidgetData: ChatMethod = (params) => {
  if (params.has("inline_message_id")) return null;
  return ({ find, now }) => {
    const message = find(params.integer("message_id") ?? 0);
    if (!message) throw badRequest("message to edit not found");
    const { widget } = message as { widget?: Widget };
    if (!widget) throw badRequest("there is no widget in the message to edit");
    const edited = { ...message, widget: withData(widget, params), edit_date: now };
    return { result: edited, edited };
  };
};

/** Those who look at it see the change when they refresh it. */
export const editSharedWidgetData: Method = ({ bot, params }) => {
  const widget = sharedIn(bot, params);
  const refreshS = params.integer("cache_time") ?? 30;
  if (refreshS < 5 || refreshS > 3_600) throw badRequest("invalid cache_time specified");
  bot.sharedWidgets.set(widget.id!, withData(widget, params));
  return true;
};

/** @throws {ApiError} 400 when there is more of it than 1,024 bytes. @returns `undefined` when it is absent */
export function widgetData(params: Params, name: string): string | undefined {
  if (params.raw[name] === undefined) return undefined;
  const data = params.text(name);
  if (Buffer.byteLength(data) > mostDataBytes) throw badRequest(`${name} is too long`);
  return data;
}

function sharedIn(bot: Bot, params: Params): Widget {
  const widget = bot.sharedWidgets.get(params.text("widget_id"));
  if (!widget) throw badRequest("widget not found");
  return widget;
}

const sizeIn = (params: Params) => ({
  ...(params.has("width") && { width: params.integer("width")! }),
  ...(params.has("height") && { height: params.integer("height")! }),
});

/** What is absent stays; what is empty is taken away. */
function withData<Its extends Partial<Widget>>(widget: Its, params: Params): Its {
  const changed = { ...widget };
  for (const name of ["public_data", "chat_data"] as const) {
    const data = widgetData(params, name);
    if (data === "") delete changed[name];
    else if (data !== undefined) changed[name] = data;
  }
  return changed;
}
