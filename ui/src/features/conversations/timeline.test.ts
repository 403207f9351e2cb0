import { describe, expect, test } from "vitest";
import type { Message } from "#shared/schemas/conversation.ts";
import { timeline } from "./timeline.ts";

const message = (number: number, status: Message["status"] = "received"): Message => ({
  id: `0000${number}`.slice(-4),
  conversationId: "c",
  direction: "inbound",
  content: String(number),
  messageType: "text",
  file: null,
  telegramMessageId: number,
  externalId: String(number),
  aiProcessed: false,
  tokensUsed: null,
  processingTimeMs: null,
  status,
  error: null,
  createdAt: new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString(),
});
/** Newest first, as the API has it. */
const page = (from: number, to: number, nextCursor: string | null = "older") => ({
  items: Array.from({ length: to - from + 1 }, (_, index) => message(to - index)),
  nextCursor,
});
const numbers = ({ messages }: { messages: Message[] }) => messages.map(({ content }) => Number(content));

describe("a timeline", () => {
  test("stands oldest first, with each message once", () => {
    const joined = timeline([page(4, 6), page(1, 3, null)], page(5, 8));
    expect(numbers(joined)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(joined.gap).toBe(false);
  });

  test("takes a message's newer state", () => {
    const latest = { items: [message(1, "failed")], nextCursor: null };
    expect(timeline([{ items: [message(1, "sending")], nextCursor: null }], latest).messages[0]?.status).toBe("failed");
  });

  test("tells when more has arrived than it can join", () => {
    expect(timeline([page(1, 3, null)], page(10, 12)).gap).toBe(true);
    expect(timeline([page(1, 3, null)], page(4, 6, null)).gap).toBe(false);
  });

  test("is whole before anything was there", () => {
    expect(timeline([], undefined)).toEqual({ messages: [], gap: false });
    expect(timeline([{ items: [], nextCursor: null }], page(1, 2)).gap).toBe(false);
  });
});
