import type { Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import { ApiError } from "#shared/telegram/api-error.ts";
import { Params } from "#shared/telegram/params.ts";
import { answerCall, type Done, namedFiles, namedMessages } from "./methods.ts";

const bot = { id: 1, is_bot: true, first_name: "Draft", username: "bot" };
const person = { id: 2 ** 52 + 7, is_bot: false, first_name: "Ann" };

function call(method: string, payload: Record<string, unknown>, messages: Message[] = []): Done {
  const params = new Params({ chat_id: person.id, ...payload });
  const named = messages.filter(({ message_id }) => namedMessages(params).includes(message_id));
  const known = new Map(named.map((message) => [message.message_id, message]));
  return answerCall(method, params, { bot, person, now: 100, nextMessageId: 8, messages: known, files: new Map() });
}

const refusal = (method: string, payload: Record<string, unknown>, messages?: Message[]) => {
  try {
    call(method, payload, messages);
  } catch (error) {
    if (error instanceof ApiError) return [error.status, error.message];
    throw error;
  }
  return null;
};

const sent = (payload: Record<string, unknown>) => call("sendMessage", payload).saved![0]!;

describe("a test chat", () => {
  test("takes a message as Telegram does: parsed, under the next id, from the bot", () => {
    const { result, saved, events } = call("sendMessage", { text: "<b>Hi</b> all ", parse_mode: "HTML" });
    expect(result).toEqual({
      message_id: 8,
      from: bot,
      chat: { id: person.id, type: "private", first_name: "Ann" },
      date: 100,
      text: "Hi all",
      entities: [{ type: "bold", offset: 0, length: 2 }],
    });
    expect(saved).toEqual([result]);
    expect(events).toEqual([{ type: "message", message: result }]);
  });

  test("tells of a reply keyboard, of one that asks for something, and of its removal", () => {
    const shown = (reply_markup: object) => call("sendMessage", { text: "Hi", reply_markup }).events.slice(1);
    const ask = { text: "My number", request_contact: true };
    expect(shown({ keyboard: [[ask, "No"]], is_persistent: true })).toEqual([
      { type: "keyboard", keyboard: { keyboard: [[ask, { text: "No" }]], is_persistent: true } },
    ]);
    expect(shown({ remove_keyboard: true })).toEqual([{ type: "keyboard", keyboard: null }]);
    expect(shown({ inline_keyboard: [[{ text: "A", callback_data: "a" }]] })).toEqual([]);
  });

  test("edits and deletes what the bot has said, and shows the rest of the message as it was", () => {
    const inline = { inline_keyboard: [[{ text: "A", callback_data: "a" }]] };
    const before = sent({ text: "One", reply_markup: inline });
    const { saved, events } = call("editMessageReplyMarkup", { message_id: 8 }, [before]);
    expect(saved).toMatchObject([{ message_id: 8, text: "One", edit_date: 100 }]);
    expect(saved![0]).not.toHaveProperty("reply_markup");
    expect(events).toEqual([{ type: "edit", message: saved![0] }]);
    expect(call("deleteMessage", { message_id: 8 }, [before])).toEqual({
      result: true,
      saved: [],
      removed: [8],
      events: [{ type: "delete", messageId: 8 }],
    });
    const ids = { message_ids: [8, 9] };
    expect(call("deleteMessages", ids, [before]).events).toEqual([{ type: "delete", messageId: 8 }]);
  });

  test("shows drafts and actions, and answers to presses", () => {
    expect(call("sendMessageDraft", { draft_id: 5, text: "Hel" }).events).toEqual([
      { type: "draft", draftId: 5, text: "Hel" },
    ]);
    expect(call("sendChatAction", { action: "typing" }).events).toEqual([{ type: "typing", action: "typing" }]);
    expect(call("answerCallbackQuery", { callback_query_id: "9", text: "Done", show_alert: true }).events).toEqual([
      { type: "answer", callbackQueryId: "9", text: "Done", showAlert: true, url: null },
    ]);
  });

  test.each<[string, Record<string, unknown>, number, string]>([
    ["sendMessage", { text: " " }, 400, "Bad Request: message text is empty"],
    ["sendMessage", { text: "Hi", chat_id: 7 }, 400, "Bad Request: chat not found"],
    ["sendMessage", { text: "Hi", chat_id: undefined }, 400, "Bad Request: chat_id is empty"],
    ["copyMessage", { from_chat_id: 7, message_id: 8 }, 400, "Bad Request: chat not found"],
    ["getChat", { chat_id: 7 }, 400, "Bad Request: chat not found"],
    ["pinChatMessage", { chat_id: 7 }, 400, "Bad Request: chat not found"],
    ["editMessageText", { text: "Hi", message_id: 77 }, 400, "Bad Request: message to edit not found"],
    [
      "editMessageText",
      { text: "Hi", chat_id: undefined, inline_message_id: "1" },
      400,
      "Bad Request: invalid inline message identifier specified",
    ],
    ["banChatMember", { user_id: 7 }, 404, "Not Found: method not found"],
  ])("refuses %s of %j", (method, payload, status, message) => {
    expect(refusal(method, payload)).toEqual([status, message]);
  });

  test("looks up each message and file that a call may name", () => {
    const reply_parameters = { message_id: 3 };
    const named = { message_id: 1, reply_to_message_id: "2", reply_parameters, message_ids: [4, "5"] };
    expect(namedMessages(new Params(named))).toEqual([1, 2, 3, 4, 5]);
    const media = [{ media: "c" }, { media: "d" }, "none"];
    expect(namedFiles(new Params({ photo: "a", voice: "b", media }))).toEqual(["a", "b", "c", "d"]);
    expect(namedFiles(new Params({ media: { media: "e" } }))).toEqual(["e"]);
  });
});
