import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSlowLane, laneOf, slowLane } from "./lane.ts";

const from = { id: 5 };
const chat = { id: -7 };

describe("the lane of an update", () => {
  test.each([
    ["message", { chat, from }, "chat:-7"],
    ["edited_message", { chat, from }, "chat:-7"],
    ["channel_post", { chat }, "chat:-7"],
    ["edited_channel_post", { chat }, "chat:-7"],
    ["business_message", { chat, from }, "chat:-7"],
    ["deleted_business_messages", { chat }, "chat:-7"],
    ["business_connection", { id: "b", user: from }, "user:5"],
    ["message_reaction", { chat, user: from }, "chat:-7"],
    ["message_reaction_count", { chat }, "chat:-7"],
    ["inline_query", { id: "1", from }, "express:5"],
    ["chosen_inline_result", { from }, "user:5"],
    ["callback_query", { id: "1", from, message: { chat } }, "chat:-7"],
    ["callback_query", { id: "1", from, inline_message_id: "i" }, "user:5"],
    ["shipping_query", { id: "1", from }, "express:5"],
    ["pre_checkout_query", { id: "1", from }, "express:5"],
    ["purchased_paid_media", { from }, "user:5"],
    ["poll", { id: "1" }, "kind:poll"],
    ["poll_answer", { poll_id: "1", user: from }, "user:5"],
    ["poll_answer", { poll_id: "1", voter_chat: { id: -9 } }, "user:-9"],
    ["my_chat_member", { chat, from }, "chat:-7"],
    ["chat_member", { chat, from }, "chat:-7"],
    ["chat_join_request", { chat, from }, "express:5"],
    ["guest_message", { chat, from }, "express:5"],
    ["widget_query", { id: "1", from, chat }, "express:5"],
    ["shared_widget_query", { id: "1", from }, "express:5"],
    ["stopped_message_generation", { chat, draft_id: 1 }, "express:-7"],
    ["chat_boost", { chat, boost: {} }, "chat:-7"],
    ["removed_chat_boost", { chat }, "chat:-7"],
    ["from_the_year_3000", { anything: 1 }, "kind:from_the_year_3000"],
    ["message", {}, "kind:message"],
    ["message", { chat: {} }, "kind:message"],
    ["message", { chat: { id: null }, from }, "user:5"],
    ["message", null, "kind:none"],
    ["message", "text", "kind:none"],
  ])("of %s %j is %s", (kind, content, lane) => {
    expect(laneOf({ update_id: 1, [kind]: content })).toBe(lane);
  });

  test("is short, storable and there, whatever the update is", () => {
    fc.assert(
      fc.property(
        fc.object({
          maxDepth: 4,
          key: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("chat", "id", "from", "message", "update_id")),
        }),
        (update) => {
          const lane = laneOf(update);
          expect(lane).toMatch(/^(chat|user|kind|express):/);
          expect(lane.length).toBeLessThanOrEqual(70);
          expect(lane.isWellFormed()).toBe(true);
          expect(lane).not.toContain("\0");
        },
      ),
    );
  });
});

test("work that was handed on waits in a lane of its own, in a test chat as well", () => {
  const lanes = [slowLane("ai", "chat:-7"), slowLane("webhook", "user:5"), slowLane("ai", "preview:0c1")];
  expect(lanes).toEqual(["ai:-7", "webhook:user:5", "preview:0c1:ai"]);
  expect(lanes.map(isSlowLane)).toEqual([true, true, true]);
  expect(["chat:-7", "preview:0c1", "express:5", "kind:ai"].map(isSlowLane)).toEqual([false, false, false, false]);
});
