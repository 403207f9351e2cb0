import { HttpError, InputFile } from "grammy";
import { describe, expect, test } from "vitest";
import { startTelegram } from "#shared/testing/telegram/telegram.ts";
import { apiOver } from "../api-over.ts";
import { direct } from "./direct.ts";
import { openTransport } from "./transport.ts";

async function calling() {
  const telegram = await startTelegram();
  const transport = openTransport({ apiRoot: telegram.url });
  const bot = telegram.addBot();
  const chat = telegram.user().says(bot, "Hello").chat.id;
  let fetched = 0;
  const fetch: typeof transport.fetch = (...request) => {
    fetched++;
    return transport.fetch(...request);
  };
  const api = apiOver(direct({ transport: { ...transport, fetch }, apiRoot: telegram.url, token: bot.token }));
  return {
    telegram,
    bot,
    chat,
    transport,
    api,
    /** Calls that went through grammY's own client. */
    get fetched() {
      return fetched;
    },
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
    },
  };
}

describe("a direct call", () => {
  test("brings Telegram's answer, and its refusal, past grammY's client", async () => {
    await using calls = await calling();
    expect(await calls.api.sendMessage(calls.chat, "Good morning")).toMatchObject({ text: "Good morning" });
    await expect(calls.api.sendMessage(1, "Good morning")).rejects.toThrow("400: Bad Request");
    expect(calls.fetched).toBe(0);
  });

  test.each(["empty", "garbage", "truncated"] as const)("fails as grammY's do when the answer is %s", async (kind) => {
    await using calls = await calling();
    calls.telegram.inject({ kind }, { method: "sendMessage" });
    await expect(calls.api.sendMessage(calls.chat, "Good morning")).rejects.toThrow(HttpError);
  });

  test("brings what Telegram refuses of a file as an answer, as of any other call", async () => {
    await using calls = await calling();
    const call = direct({ transport: calls.transport, apiRoot: calls.telegram.url, token: calls.bot.token });
    const photo = new InputFile(Buffer.from("a photo"), "photo.jpg");
    calls.telegram.inject({ kind: "status", status: 429, retryAfterS: 7 }, { method: "sendPhoto", times: 1 });
    const limited = { ok: false, error_code: 429, parameters: { retry_after: 7 } };
    expect(await call("sendPhoto", { chat_id: calls.chat, photo })).toMatchObject(limited);
    expect(await call("sendPhoto", { chat_id: 1, photo })).toMatchObject({ ok: false, error_code: 400 });
  });

  test("leaves files to grammY", async () => {
    await using calls = await calling();
    const photo = { type: "photo", media: new InputFile(Buffer.from("a photo"), "photo.jpg") } as const;
    await calls.api.sendPhoto(calls.chat, photo.media);
    await calls.api.sendMediaGroup(calls.chat, [photo, photo]).catch(() => {});
    expect(calls.fetched).toBe(2);
  });
});
