import { GrammyError } from "grammy";
import type { ApiResponse } from "grammy/types";
import { describe, expect, test } from "vitest";
import { CancelledOnce } from "#shared/lifecycle/cancellation.ts";
import { apiOver } from "./api-over.ts";

function calling(answer: ApiResponse<unknown> = { ok: true, result: "an answer" }) {
  const calls: unknown[][] = [];
  const api = apiOver(async (...call) => {
    calls.push(call);
    return answer;
  });
  return { api, calls };
}

describe("grammY's Api over calls of our own", () => {
  test("makes the calls that grammY's methods make", async () => {
    const { api, calls } = calling();
    expect(await api.sendMessage(1, "Good morning", { protect_content: true })).toBe("an answer");
    await api.raw.sendDice({ chat_id: 1 });
    expect(calls).toEqual([
      ["sendMessage", { chat_id: 1, text: "Good morning", protect_content: true }, undefined],
      ["sendDice", { chat_id: 1 }, undefined],
    ]);
  });

  test("passes signals on, also to methods without parameters", async () => {
    const { api, calls } = calling();
    const signal = new CancelledOnce();
    await api.deleteMessage(1, 2, signal as never);
    await api.getMe(signal as never);
    await api.getMe();
    expect(calls).toEqual([
      ["deleteMessage", { chat_id: 1, message_id: 2 }, signal],
      ["getMe", {}, signal],
      ["getMe", {}, undefined],
    ]);
  });

  test("throws a refusal as grammY does", async () => {
    const { api } = calling({ ok: false, error_code: 429, description: "Slow down", parameters: { retry_after: 3 } });
    const error = await api.sendMessage(1, "Good morning").catch((error: unknown) => error);
    expect(error).toBeInstanceOf(GrammyError);
    expect(error).toMatchObject({
      message: "Call to 'sendMessage' failed! (429: Slow down)",
      method: "sendMessage",
      payload: { chat_id: 1, text: "Good morning" },
      parameters: { retry_after: 3 },
    });
  });

  test("can be awaited, logged and written as JSON without a call", async () => {
    const { api, calls } = calling();
    expect(await api.raw).toBe(api.raw);
    expect(JSON.stringify(api)).toBe('{"raw":{}}');
    expect(String(api.raw)).toBe("[object Object]");
    expect(calls).toEqual([]);
  });
});
