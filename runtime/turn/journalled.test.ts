import { describe, expect, test } from "vitest";
import type { Channel } from "../channels/channel.ts";
import { meaningOf } from "../channels/telegram/refusals.ts";
import { sending } from "../channels/testing/sending.ts";
import type { ApiCall } from "./api-call.ts";
import { Postponed } from "./postponed.ts";

/** A handling over a channel that answers as told. */
function over(call: ApiCall, { isExact = false } = {}) {
  const channel = { title: "It", isExact, isTrial: false, meaningOf, calls: () => call } as unknown as Channel;
  const bot = { id: "a-bot", tenantId: "a-tenant", token: "1:secret" } as never;
  const job = { seq: 1, updateId: 1, update: {}, attempts: 0, waitingSince: performance.now(), memo: {} } as never;
  return sending({ channel, bot, chatId: 1, job });
}

const fault = { ok: false, error_code: 502, description: "Bad Gateway at /bot1:secret/sendMessage" } as const;

describe("a send", () => {
  test.each(["sendMessage", "sendPhoto", "copyMessage", "forwardMessage", "sendMediaGroup", "copyMessages"])(
    "by %s is made once, whatever says that it has failed, and is said to be unknown",
    async (method) => {
      let made = 0;
      const { call, settled } = over(async () => {
        made++;
        return fault;
      });
      const { ok, result } = (await call(method, { chat_id: 1 })) as { ok: boolean; result: unknown };
      expect([made, ok, Array.isArray(result)]).toEqual([1, true, /Group|Messages/.test(method)]);
      const error = "It failed (502: Bad Gateway at /bot[redacted]/sendMessage)";
      expect(settled).toMatchObject([{ status: "unknown", error: expect.stringContaining(error) }]);
    },
  );

  test("of several messages is known by the first", async () => {
    const { call, settled } = over(async () => ({ ok: true, result: [{ message_id: 7 }, { message_id: 8 }] }));
    await call("sendMediaGroup", { chat_id: 1 });
    expect(settled).toMatchObject([{ status: "sent", telegram_message_id: 7 }]);
  });

  test("is tried again later where each is taken once", async () => {
    const { call, settled } = over(async () => fault, { isExact: true });
    await expect(call("sendMessage", { chat_id: 1 })).rejects.toThrow(Postponed);
    expect(settled).toMatchObject([{ status: "failed" }]);
  });
});

describe("what shows nothing twice", () => {
  test.each(["editMessageText", "sendChatAction", "deleteMessage"])("as %s is tried again", async (method) => {
    let made = 0;
    const { call, settled } = over(async () => (++made < 3 ? fault : { ok: true, result: true }));
    expect(await call(method, { chat_id: 1 })).toEqual({ ok: true, result: true });
    expect([made, settled]).toEqual([3, []]);
  });
});
