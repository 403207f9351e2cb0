import { describe, expect, test } from "vitest";
import type { PreviewEvent } from "#shared/schemas/preview.ts";
import { type Change, type Chat, emptyChat, next, shown } from "./chat.ts";

const chatOf = (...events: (PreviewEvent | Change)[]): Chat => events.reduce(next, emptyChat);
const said = (id: number, text: string, more: object = {}): PreviewEvent => ({
  type: "message",
  message: { message_id: id, date: 0, text, ...more },
});
const sent = (key: string, text: string): Change => ({ type: "sent", key, sent: { text }, at: 0 });
const texts = (chat: Chat) => shown(chat).map((item) => ("text" in item ? item.text : item.code));

describe("a test chat", () => {
  test("stands in the order of its messages, however late the server names them", () => {
    const chat = chatOf(said(1, "hi"), sent("a", "one"), said(3, "answer to one"), {
      type: "arrived",
      key: "a",
      messageId: 2,
    });
    expect(texts(chat)).toEqual(["hi", "one", "answer to one"]);
  });

  test("keeps two messages sent in one breath in their order", () => {
    const chat = chatOf(sent("a", "one"), sent("b", "two"), { type: "arrived", key: "a", messageId: 1 });
    expect(texts(chat)).toEqual(["one", "two"]);
    expect(texts(next(chat, { type: "arrived", key: "b", messageId: 2 }))).toEqual(["one", "two"]);
  });

  test("takes back what was refused", () => {
    expect(texts(chatOf(sent("a", "one"), { type: "refused", key: "a" }))).toEqual([]);
  });

  test("edits in place, and loses the buttons that an edit leaves out", () => {
    const markup = { reply_markup: { inline_keyboard: [[{ text: "Go", callback_data: "go" }]] } };
    const chat = chatOf(said(1, "first", markup), said(2, "second"));
    expect(chat.messages[0]?.rows).toEqual(markup.reply_markup.inline_keyboard);
    const edited = next(chat, { type: "edit", message: { message_id: 1, date: 0, edit_date: 5, text: "changed" } });
    expect(texts(edited)).toEqual(["changed", "second"]);
    expect(edited.messages[0]).toMatchObject({ rows: [], edited: true });
  });

  test("knows where to find the photo or file that the bot has sent, under its own name", () => {
    const kinds = { photo: [{ file_id: "small" }, { file_id: "large" }] };
    const chat = chatOf(
      said(1, "", kinds),
      said(2, "", { document: { file_id: "d", file_name: "a.pdf" } }),
      said(3, "", { voice: { file_id: "v" } }),
    );
    expect(chat.messages.map(({ attachment }) => attachment)).toEqual([
      { kind: "photo", fileId: "large" },
      { kind: "file", name: "a.pdf", fileId: "d" },
      { kind: "file", name: "", fileId: "v" },
    ]);
  });

  test("folds a keyboard for one time when it was used, by a key or with what a key asks for", () => {
    const keyboard = { keyboard: [[{ text: "My number", request_contact: true }]], one_time_keyboard: true };
    const asked = chatOf({ type: "keyboard", keyboard });
    const contact = { kind: "contact", name: "Ann", phone: "+49" } as const;
    expect(next(asked, { type: "sent", key: "a", sent: { attachment: contact }, at: 0 }).folded).toBe(true);
    expect(next(asked, { type: "tapped" }).folded).toBe(true);
    expect(next(asked, sent("a", "no")).folded).toBe(false);
    expect(chatOf({ type: "keyboard", keyboard }, { type: "keyboard", keyboard: null }).keyboard).toBe(null);
  });

  test("deletes a message", () => {
    expect(texts(chatOf(said(1, "a"), said(2, "b"), { type: "delete", messageId: 1 }))).toEqual(["b"]);
  });

  test("shows a draft until the message itself comes", () => {
    const draft: PreviewEvent = { type: "draft", draftId: 7, text: "Tea is" };
    const chat = chatOf({ type: "typing", action: "typing" }, draft, { ...draft, text: "Tea is 5" });
    expect(chat).toMatchObject({ draft: { id: 7, text: "Tea is 5" }, typing: null });
    expect(next(chat, said(1, "Tea is 5."))).toMatchObject({ draft: null });
  });

  test("shows trouble where it happened", () => {
    const trouble: PreviewEvent = { type: "trouble", code: "ai_no_key", message: "No key" };
    expect(texts(chatOf(sent("a", "hello"), trouble, said(2, "Sorry")))).toEqual(["hello", "ai_no_key", "Sorry"]);
  });

  test("waits for the answer to a press, also one that comes before its id", () => {
    const pressed: Change = { type: "pressed", messageId: 1, data: "go" };
    const asked: Change = { type: "asked", callbackQueryId: "9" };
    const answer: PreviewEvent = { type: "answer", callbackQueryId: "9", text: "Done", showAlert: false, url: null };
    expect(chatOf(pressed, asked).press).toEqual({ messageId: 1, data: "go", queryId: "9" });
    for (const chat of [chatOf(pressed, asked, answer), chatOf(pressed, answer, asked)]) {
      expect(chat.press).toBeNull();
      expect(chat.answer?.text).toBe("Done");
    }
  });

  test("is not disturbed by the answer to an earlier press", () => {
    const answer: PreviewEvent = { type: "answer", callbackQueryId: "8", text: null, showAlert: false, url: null };
    expect(chatOf({ type: "pressed", messageId: 1, data: "go" }, answer).press).not.toBeNull();
  });

  test("folds a keyboard that is meant for one use, and shows the next one", () => {
    const keyboard = { keyboard: [[{ text: "Yes" }]], one_time_keyboard: true };
    const chat = chatOf({ type: "keyboard", keyboard }, { type: "tapped" });
    expect(chat.folded).toBe(true);
    expect(next(chat, { type: "keyboard", keyboard }).folded).toBe(false);
    expect(chatOf({ type: "keyboard", keyboard: { keyboard: [] } }, { type: "tapped" }).folded).toBe(false);
  });
});
