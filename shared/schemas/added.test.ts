import { expect, test } from "vitest";
import { Conversation } from "./conversation.ts";

test("an answer of the version before is read, though it lacks what was added since", () => {
  const before = {
    id: "0199b0f4-0000-7000-8000-000000000001",
    botId: "0199b0f4-0000-7000-8000-000000000002",
    chatId: 7,
    chatType: "private",
    chatTitle: null,
    telegramUserId: 7,
    telegramUsername: null,
    telegramFirstName: "Anna",
    state: "active",
    messagesCount: 1,
    lastMessage: "Hello",
    startedAt: "2026-11-30T12:00:00.000Z",
    lastMessageAt: "2026-11-30T12:00:00.000Z",
  };
  expect(Conversation.parse(before)).toEqual({ ...before, externalId: "", userExternalId: null });
});
