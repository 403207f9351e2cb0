import { describe, expect, test } from "vitest";
import { call, message, refusal } from "../testing/known-chat.ts";
import { deletingMethods } from "./deleting.ts";

const twoDays = 48 * 3600;
const messages = [message(1, { date: 99 }), message(2, { date: 100 }), message(3, { date: 5_000 })];
const known = { messages, now: 100 + twoDays };

describe("a deletion", () => {
  test("takes away what is there, of several also when others are gone", () => {
    expect(call(deletingMethods, "deleteMessage", { message_id: 2 }, known)).toEqual({ result: true, removed: [2] });
    const several = { message_ids: [2, "3", 77, 2] };
    expect(call(deletingMethods, "deleteMessages", several, known)).toEqual({ result: true, removed: [2, 3] });
  });

  test("is of a hundred at most", () => {
    const of = (count: number) =>
      refusal(deletingMethods, "deleteMessages", { message_ids: Array(count).fill(2) }, known);
    expect(of(100)).toBeNull();
    expect(of(101)).toBe("too many message identifiers specified");
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["deleteMessage", { message_id: 1 }, "message can't be deleted for everyone"],
    ["deleteMessage", { message_id: 77 }, "message to delete not found"],
    ["deleteMessage", {}, "message identifier is not specified"],
    ["deleteMessage", { chat_id: undefined, message_id: 2 }, "chat identifier is not specified"],
    ["deleteMessages", { message_ids: [1, 2] }, "message can't be deleted for everyone"],
    ["deleteMessages", {}, "message identifiers are not specified"],
    ["deleteMessages", { message_ids: [] }, "message identifiers are not specified"],
    ["deleteMessages", { message_ids: 2 }, "expected an Array of message identifiers"],
    ["deleteMessages", { message_ids: ["x"] }, "invalid message identifier specified"],
  ])("is refused: %s %j", (method, params, expected) => {
    expect(refusal(deletingMethods, method, params, known)).toBe(expected);
  });
});
