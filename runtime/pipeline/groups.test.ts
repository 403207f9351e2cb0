import { describe, expect, test } from "vitest";
import { sharedRuntime } from "../testing/shared-runtime.ts";

const visit = sharedRuntime();

describe.concurrent("in a group, a bot", () => {
  test("answers commands, mentions and replies, under the message they answer, and is silent otherwise", async () => {
    const served = visit();
    const bot = await served.addBot({
      sim: { username: "our_bot", readsAllGroupMessages: true },
      commands: [{ name: "hi", textResponse: "Hi {first_name}" }],
    });
    const other = served.telegram.addBot({ username: "other_bot" });
    const group = served.telegram.group({ bots: [bot.sim, other] });
    const anna = served.telegram.user({ firstName: "Anna" });
    const boris = served.telegram.user({ firstName: "Boris" });

    anna.says(group, "Good morning everybody");
    anna.says(group, "/hi@other_bot");
    anna.says(group, "Ask @other_bot");
    anna.says(group, "our_bot without an at");
    anna.sendsPhoto(group);
    const command = anna.says(group, "/hi");
    const named = boris.says(group, "/hi@our_bot");
    const mention = anna.says(group, "What is up, @Our_Bot?");
    await bot.sim.waitForMessage("echo: What is up, @Our_Bot?");
    const answer = await bot.sim.waitForMessage("Hi Anna");
    const reply = boris.says(group, "And me?", { replyTo: answer });
    await bot.sim.waitForMessage("echo: And me?");
    await served.settled(bot);
    expect(
      bot.sim.calls("sendMessage").map(({ params }) => (params.reply_parameters as { message_id: number }).message_id),
    ).toEqual([command, named, mention, reply].map(({ message_id }) => message_id));
    expect(await served.messagesUsed(bot.tenantId)).toBe(4);
    expect(await served.sql("select chat_type, chat_title from conversations")).toEqual([
      { chat_type: "supergroup", chat_title: "A group" },
    ]);
  });

  test("answers a command at once after hundreds of messages that are none of its business", async () => {
    const served = visit();
    const bot = await served.addBot({
      sim: { username: "our_bot", readsAllGroupMessages: true },
      commands: [{ name: "hi", textResponse: "Hi" }],
    });
    const group = served.telegram.group({ bots: [bot.sim] });
    const anna = served.telegram.user();
    const flooder = served.telegram.user();
    for (let n = 0; n < 150; n++) anna.says(group, `Among ourselves ${n}`);
    anna.says(group, "/hi");
    // Who asks that often is slowed down: the last is answered seconds after the others.
    for (let n = 0; n < 140; n++) flooder.says(bot.sim, "/hi");
    await served.until(() => bot.sim.calls("sendMessage").length === 141, 60_000);
    await served.settled(bot);
    const answered = bot.sim.calls("sendMessage").map(({ params }) => params.chat_id);
    expect(answered).toHaveLength(141);
    expect(answered.indexOf(group.id)).toBeLessThan(110);
  });

  test("takes no service message, other bot or channel for somebody who writes", async () => {
    const served = visit();
    const bot = await served.addBot({ sim: { username: "our_bot", readsAllGroupMessages: true } });
    const group = served.telegram.group();
    group.addBot(bot.sim);
    const anna = served.telegram.user();
    anna.sends(group, { left_chat_member: anna.info });
    anna.sends(group, { pinned_message: anna.says(group, "pin me") });
    anna.sends(group, { new_chat_title: "Better" });
    group.tell("message", group.add({ from: { id: 9, is_bot: true, first_name: "Robot" }, text: "@our_bot hello" }));
    const channel = served.telegram.channel({ bots: [bot.sim] });
    channel.posts("@our_bot news");
    served.pushRaw(bot, {
      message: { message_id: 1, date: 1, chat: channel.info, sender_chat: channel.info, text: "/start" },
    });
    anna.says(bot.sim, "still there?");
    await bot.sim.waitForMessage("echo: still there?");
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage")).toHaveLength(1);
    expect(await served.deadLetters(bot)).toEqual([]);
    expect(await served.messagesUsed(bot.tenantId)).toBe(1);
  });

  test("answers in the topic it was asked in, and does not take every message of a topic for a reply", async () => {
    const served = visit();
    const bot = await served.addBot({ sim: { username: "our_bot", readsAllGroupMessages: true } });
    const forum = served.telegram.group({ bots: [bot.sim], isForum: true });
    const anna = served.telegram.user();
    const opener = forum.add({
      from: bot.sim.info,
      message_thread_id: 77,
      forum_topic_created: { name: "Ours", icon_color: 0 },
    });
    anna.says(forum, "among ourselves", { topicId: 77, replyTo: opener });
    anna.says(forum, "@our_bot hello", { topicId: 77, replyTo: opener });
    await bot.sim.waitForMessage("echo: @our_bot hello");
    await served.settled(bot);
    expect(bot.sim.calls("sendMessage").map(({ params }) => params.message_thread_id)).toEqual([77]);
  });
});
