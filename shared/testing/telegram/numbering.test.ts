import { describe, expect, test } from "vitest";
import { clientOf } from "./client.ts";
import { startTelegram } from "./telegram.ts";

async function open() {
  const telegram = await startTelegram();
  const bot = telegram.addBot();
  return { telegram, bot, call: clientOf(telegram, bot), [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

describe("the ids of messages", () => {
  test("rise by one over all private chats and basic groups of a bot, and apart for each other bot", async () => {
    await using t = await open();
    const [anna, ben] = [t.telegram.user(), t.telegram.user()];
    const group = t.telegram.group({ type: "group", bots: [t.bot] });
    const told = [anna.says(t.bot, "a"), ben.says(t.bot, "b"), ben.says(group, "/c"), anna.says(t.bot, "d")];
    expect(told.map(({ message_id }) => message_id)).toEqual([1, 2, 3, 4]);
    t.bot.messageIds.skip(5);
    expect((await t.call("sendMessage", { chat_id: anna.id, text: "e" })).result.message_id).toBe(10);
    expect(anna.says(t.telegram.addBot(), "to another").message_id).toBe(1);
  });

  test("are each supergroup's own", async () => {
    await using t = await open();
    t.telegram.user().says(t.bot, "elsewhere");
    const groups = [t.telegram.group({ bots: [t.bot] }), t.telegram.group({ bots: [t.bot] })];
    const told = groups.map((group) => t.telegram.user().says(group, "/hi"));
    expect(told.map(({ message_id }) => message_id)).toEqual([1, 1]);
  });
});

describe("a poll", () => {
  test("is stopped once, by its own bot", async () => {
    await using t = await open();
    const anna = t.telegram.user();
    anna.says(t.bot, "hello");
    const { message_id } = (await t.call("sendPoll", { chat_id: anna.id, question: "Go?", options: ["yes"] })).result;
    const stop = (id: number) => t.call("stopPoll", { chat_id: anna.id, message_id: id });
    expect((await stop(message_id)).result).toMatchObject({ question: "Go?", is_closed: true });
    expect(anna.chat(t.bot).find(message_id)?.poll?.is_closed).toBe(true);
    expect(await stop(message_id)).toMatchObject({ description: "Bad Request: poll has already been closed" });
    const theirs = anna.sends(t.bot, { poll: { question: "Mine?", options: [], is_closed: false } });
    expect(await stop(theirs.message_id)).toMatchObject({ description: "Bad Request: poll can't be stopped" });
  });

  test("that is none tells by its refusal whether there is such a message in that chat, and nothing changes", async () => {
    await using t = await open();
    const [anna, ben] = [t.telegram.user(), t.telegram.user()];
    const said = anna.says(t.bot, "hello");
    const elsewhere = ben.says(t.bot, "hello");
    const before = structuredClone(anna.chat(t.bot).messages);
    const stop = async (id: number) => (await t.call("stopPoll", { chat_id: anna.id, message_id: id })).description;
    expect(await stop(said.message_id)).toBe("Bad Request: message is not a poll");
    expect(await stop(elsewhere.message_id)).toBe("Bad Request: message with poll to stop not found");
    expect(await stop(elsewhere.message_id + 1)).toBe("Bad Request: message with poll to stop not found");
    expect(anna.chat(t.bot).messages).toEqual(before);
    anna.chat(t.bot).remove(said.message_id);
    expect(await stop(said.message_id)).toBe("Bad Request: message with poll to stop not found");
  });
});
