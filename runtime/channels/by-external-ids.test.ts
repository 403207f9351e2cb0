import { InputFile } from "grammy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstLocal } from "#shared/addresses.ts";
import type { Bot } from "#shared/testing/telegram/bot.ts";
import { startTelegram, type Telegram } from "#shared/testing/telegram/telegram.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import type { Addresses } from "../addresses/addresses.ts";
import { replaceLong } from "../addresses/exact-ids.ts";
import { outcomeOf } from "../turn/send-failure.ts";
import { byExternalIds } from "./by-external-ids.ts";
import { direct } from "./telegram/direct.ts";
import { openTransport, type Transport } from "./telegram/transport.ts";

const ids = ["1203456789012345678", "1203456789012345679"] as const;
const firstMessage = 8_203_456_789_012_345_000n;

let telegram: Telegram;
let transport: Transport;
let bot: Bot;
let people: User[];

beforeAll(async () => {
  telegram = await startTelegram({ messageIdsFrom: firstMessage });
  transport = openTransport({ apiRoot: telegram.url });
  bot = telegram.addBot();
  people = ids.map((id) => telegram.user({ id }));
  for (const person of people) person.says(bot, "Hello");
});
afterAll(async () => {
  await transport[Symbol.asyncDispose]();
  await telegram[Symbol.asyncDispose]();
});

/** Remembers nothing: every number that it is asked for was given out before. */
function addresses(): Addresses & { externalOf: Map<number, string> } {
  const externalOf = new Map<number, string>(ids.map((id, n) => [firstLocal + n, id]));
  return {
    externalOf,
    async takeIn(_, all) {
      for (const read of all)
        replaceLong(read, ({ id }) => {
          const [local = firstLocal + externalOf.size] =
            [...externalOf].find(([, external]) => external === String(id)) ?? [];
          externalOf.set(local, String(id));
          return local;
        });
    },
    externals: async () => (id) => externalOf.get(id) ?? String(id),
  };
}

const calls = (book: Addresses = addresses()) =>
  byExternalIds("a bot", book, direct({ transport, apiRoot: telegram.url, token: bot.token }));
const last = (n: number) => people[n]!.chat(bot).lastMessage!;

describe("a call", () => {
  test("reaches whom the number stands for, and its answer is numbers again", async () => {
    const book = addresses();
    const call = calls(book);
    for (const [n, chat_id] of [firstLocal, firstLocal + 1].entries()) {
      const sent = await call("sendMessage", { chat_id, text: `to ${ids[n]}` });
      expect(last(n).text).toBe(`to ${ids[n]}`);
      const { message_id } = (sent as { result: { message_id: number } }).result;
      expect(sent).toMatchObject({ ok: true, result: { chat: { id: chat_id } } });
      const inside = last(n).message_id;
      expect(book.externalOf.get(message_id)).toBe(String(firstMessage + BigInt(inside)));
      await call("editMessageText", { chat_id, message_id, text: `edited for ${n}` });
      const reply_parameters = { message_id, allow_sending_without_reply: false };
      await call("sendMessage", { chat_id, text: "More", reply_parameters });
      expect(last(n).reply_to_message).toMatchObject({ text: `edited for ${n}` });
      expect(await call("deleteMessages", { chat_id, message_ids: [message_id] })).toEqual({ ok: true, result: true });
      expect(people[n]!.chat(bot).find(inside)).toBeUndefined();
    }
  });

  test("with a file does as well", async () => {
    const book = addresses();
    const call = calls(book);
    const text = await call("sendMessage", { chat_id: firstLocal + 1, text: "Look" });
    const { message_id } = (text as { result: { message_id: number } }).result;
    const photo = new InputFile(Buffer.from("a photo"), "photo.jpg");
    const sent = await call("sendPhoto", { chat_id: firstLocal + 1, photo, reply_parameters: { message_id } });
    expect(sent).toMatchObject({ ok: true, result: { chat: { id: firstLocal + 1 } } });
    expect(last(1)).toMatchObject({ photo: [{}], reply_to_message: { text: "Look" } });
    expect(last(0).photo).toBeUndefined();
  });

  test("is told of a chat's new id by a number", async () => {
    const group = telegram.group({ id: "-1203456789012345670", type: "group", bots: [bot] });
    const successor = telegram.group({ id: "-1203456789012345671", bots: [bot] });
    group.migratedTo = successor;
    const book = addresses();
    book.externalOf.set(-firstLocal, "-1203456789012345670");
    const refusal = await calls(book)("sendMessage", { chat_id: -firstLocal, text: "Hello" });
    const { parameters } = refusal as { parameters: { migrate_to_chat_id: number } };
    expect(book.externalOf.get(parameters.migrate_to_chat_id)).toBe("-1203456789012345671");
  });

  test("leaves texts as people wrote them", async () => {
    const text = `{"id":${firstLocal},"ids":[${ids[0]},${firstLocal}]}`;
    await calls()("sendMessage", { chat_id: firstLocal, text });
    expect(last(0).text).toBe(text);
  });

  test("that cannot be addressed is known not to have left", async () => {
    const book = { ...addresses(), externals: () => Promise.reject(new Error("The database is away")) };
    const before = bot.calls().length;
    const error = await calls(book)("sendMessage", { chat_id: firstLocal, text: "?" }).catch((error: unknown) => error);
    expect(outcomeOf(error)).toBe("not_sent");
    expect(bot.calls()).toHaveLength(before);
  });

  test("whose answer cannot be looked up may have been carried out", async () => {
    const away = Object.assign(new Error("The database is away"), { code: "ECONNREFUSED" });
    const book = { ...addresses(), takeIn: () => Promise.reject(away) };
    const error = await calls(book)("sendMessage", { chat_id: firstLocal, text: "!" }).catch((error: unknown) => error);
    expect(outcomeOf(error)).toBe("unknown");
    expect(last(0).text).toBe("!");
  });
});
