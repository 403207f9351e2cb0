/** What Bot API 10.4 and 10.5 brought. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { clientOf } from "./client.ts";
import type { Switches } from "./switches.ts";
import { startTelegram } from "./telegram.ts";

async function open(switches: Partial<Switches> = {}) {
  const telegram = await startTelegram(switches);
  const bot = telegram.addBot({ username: "cats_bot" });
  const call = clientOf(telegram, bot);
  const anna = telegram.user();
  anna.says(bot, "hi");
  return { telegram, bot, call, anna, [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

const html = "<button>Tea</button>";

describe("a bot's settings", () => {
  test("are changed one by one, and told by getMe as far as it tells them", async () => {
    await using t = await open();
    expect((await t.call("getMe")).result).toMatchObject({
      active_usernames: ["cats_bot"],
      supports_guest_queries: false,
      inline_query_placeholder: "",
      has_topic_sidebar: false,
    });
    await t.call("setMySettings", {
      supports_guest_queries: true,
      inline_query_placeholder: "Cats",
      has_topic_sidebar: true,
    });
    const { result } = await t.call("getMe");
    expect(result).toMatchObject({
      supports_guest_queries: true,
      supports_inline_queries: true,
      inline_query_placeholder: "Cats",
      // Not without topics.
      has_topic_sidebar: false,
    });
    expect(result).not.toHaveProperty("callback_query_mode");
    const wrong = [{ callback_query_mode: "never" }, { inline_feedback_share_denominator: 7 }];
    for (const settings of wrong) expect(await t.call("setMySettings", settings)).toMatchObject({ status: 400 });
  });

  test("may have presses name no message", async () => {
    await using t = await open();
    const reply_markup = { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] };
    await t.call("sendMessage", { chat_id: t.anna.id, text: "?", reply_markup });
    const message = t.anna.chat(t.bot).lastMessage!;
    expect(t.anna.presses(message, "Go")).toMatchObject({ data: "go", message: { text: "?" } });
    await t.call("setMySettings", { callback_query_mode: "inline" });
    const query = t.anna.presses(message, "Go");
    expect(query).toMatchObject({ data: "go", inline_message_id: expect.any(String) });
    expect(query).not.toHaveProperty("message");
  });
});

describe("a widget", () => {
  test("is a protected message of a private chat, whose data alone changes", async () => {
    await using t = await open();
    const sent = await t.call("sendWidget", {
      chat_id: t.anna.id,
      html,
      chat_data: "1",
      public_data: "2",
      caption: "Menu",
    });
    expect(sent.result).toMatchObject({
      widget: { html, chat_data: "1" },
      caption: "Menu",
      has_protected_content: true,
    });
    const { message_id } = t.anna.chat(t.bot).lastMessage!;
    const edit = { chat_id: t.anna.id, message_id, html: "other", chat_data: "3", public_data: "" };
    expect((await t.call("editMessageWidgetData", edit)).result).toMatchObject({ widget: { html, chat_data: "3" } });
    expect(t.anna.chat(t.bot).lastMessage).not.toHaveProperty("widget.public_data");
    const group = t.telegram.group({ bots: [t.bot] });
    expect(await t.call("sendWidget", { chat_id: group.id, html })).toMatchObject({
      description: "Bad Request: INPUT_MEDIA_WIDGET_NOT_ALLOWED",
    });
  });

  test("is no larger than clients take, packed and unpacked, nor is its data", async () => {
    await using t = await open();
    const status = async (fields: object) =>
      (await t.call("sendWidget", { chat_id: t.anna.id, html, ...fields })).status;
    expect(await status({ html: " ".repeat(32_768) })).toBe(200);
    expect(await status({ html: " ".repeat(32_769) })).toBe(400);
    expect(await status({ html: randomBytes(3_000).toString("hex") })).toBe(200);
    expect(await status({ html: randomBytes(5_000).toString("hex") })).toBe(400);
    expect(await status({ chat_data: "é".repeat(512) })).toBe(200);
    expect(await status({ chat_data: "é".repeat(513) })).toBe(400);
  });

  test("is shown again with its data where it is shared", async () => {
    await using t = await open();
    await t.call("sendWidget", { chat_id: t.anna.id, html, is_shared: true, public_data: "1" });
    const edit = { widget_id: "1", public_data: "2", cache_time: 5 };
    expect((await t.call("editSharedWidgetData", edit)).result).toBe(true);
    const again = await t.call("sendSharedWidget", { chat_id: t.anna.id, widget_id: "1" });
    expect(again.result).toMatchObject({ widget: { id: "1", html, public_data: "2" } });
    for (const wrong of [{ widget_id: "2" }, { cache_time: 4 }])
      expect(await t.call("editSharedWidgetData", { ...edit, ...wrong })).toMatchObject({ status: 400 });
  });

  test("is unknown to a server of before", async () => {
    await using t = await open({ botApi: "10.3" });
    for (const method of ["sendWidget", "answerWidgetQuery", "setMySettings"])
      expect(await t.call(method, { chat_id: t.anna.id, html })).toMatchObject({ status: 404 });
    await t.call("getUpdates", { allowed_updates: ["widget_query", "message"] });
    expect(t.bot.filter.list).toEqual(["message"]);
    await t.call("getUpdates", { allowed_updates: ["widget_query"] });
    expect(t.bot.filter.list).toBeUndefined();
  });
});

describe("an answer to a query", () => {
  const article = { type: "article", id: "1", title: "Cats", input_message_content: { message_text: "Meow" } };

  test.each<[string, string, string, object, object]>([
    ["pre_checkout_query", "answerPreCheckoutQuery", "pre_checkout_query_id", { ok: true }, { ok: false }],
    ["shipping_query", "answerShippingQuery", "shipping_query_id", { ok: false, error_message: "No" }, { ok: true }],
    [
      "inline_query",
      "answerInlineQuery",
      "inline_query_id",
      { results: [article] },
      { results: Array(51).fill(article) },
    ],
    ["guest_message", "answerGuestQuery", "guest_query_id", { result: article }, { result: { ...article, title: "" } }],
    [
      "chat_join_request",
      "answerChatJoinRequestQuery",
      "chat_join_request_query_id",
      { result: "queue" },
      { result: "no" },
    ],
    ["widget_query", "answerWidgetQuery", "widget_query_id", {}, { data: "x".repeat(1_025) }],
    [
      "callback_query",
      "answerCallbackQuery",
      "callback_query_id",
      { text: "x".repeat(200) },
      { text: "x".repeat(201) },
    ],
  ])("%s is refused where it cannot be shown", async (kind, method, field, right, wrong) => {
    await using t = await open();
    const id = t.anna.queries(t.bot, kind);
    expect(await t.call(method, { [field]: id, ...wrong })).toMatchObject({ status: 400 });
    expect(t.bot.openQueries.answerTo(id)).toBeNull();
    expect(await t.call(method, { [field]: id, ...right })).toMatchObject({ status: 200 });
    expect(t.bot.openQueries.answerTo(id)).toMatchObject(right);
  });
});
