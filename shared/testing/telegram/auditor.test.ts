import { setTimeout as sleep } from "node:timers/promises";
import { Bot as GrammyBot } from "grammy";
import type { Message, Update } from "grammy/types";
import { describe, expect, test } from "vitest";
import { Auditor, byTag } from "./auditor.ts";
import { startTelegram } from "./telegram.ts";

const bot = { id: 1 };
const message = (text: string, chatId = 5) => ({ message_id: 1, chat: { id: chatId }, text }) as Message;
const update = (text: string, chatId?: number) => ({ update_id: 1, message: message(text, chatId) }) as Update;

function audit(asked: string[], answered: string[]) {
  const auditor = new Auditor(byTag());
  for (const text of asked) auditor.queued(bot, update(text));
  for (const text of answered) auditor.sent(bot, message(text));
  return auditor.report();
}

describe("the auditor", () => {
  test("is content when everything is answered once and in order", () => {
    expect(audit(["#1", "say #2"], ["#1!", "you said #2"])).toEqual({
      expected: 2,
      answered: 2,
      lost: [],
      doubled: [],
      misordered: [],
      unexpected: [],
    });
  });

  test("finds what was lost", () => {
    expect(audit(["#1", "#2", "#3"], ["#1", "#3"])).toMatchObject({ lost: ["1/5/#2"], answered: 2, misordered: [] });
  });

  test("finds what was answered twice, and doesn't call the repetition misordered", () => {
    expect(audit(["#1", "#2"], ["#1", "#2", "#1"])).toMatchObject({ doubled: ["1/5/#1"], misordered: [] });
  });

  test("finds what came after a later one of its lane", () => {
    expect(audit(["#1", "#2", "#3"], ["#2", "#1", "#3"])).toMatchObject({ misordered: ["1/5/#1"], lost: [] });
  });

  test("lets lanes overtake each other", () => {
    const auditor = new Auditor(byTag());
    auditor.queued(bot, update("#1", 5));
    auditor.queued(bot, update("#1", 6));
    auditor.sent(bot, message("#1", 6));
    auditor.sent(bot, message("#1", 5));
    expect(auditor.report()).toMatchObject({ answered: 2, misordered: [], doubled: [] });
  });

  test("finds answers nobody asked for, and ignores messages without a tag", () => {
    expect(audit(["hello"], ["#9", "hello"])).toMatchObject({ expected: 0, unexpected: ["1/5/#9"] });
  });

  test("judges a real bot over HTTP, also a send whose answer was lost", async () => {
    await using telegram = await startTelegram();
    const simulated = telegram.addBot();
    const auditor = new Auditor(byTag());
    telegram.observe(auditor);
    const program = new GrammyBot(simulated.token, { client: { apiRoot: telegram.url } });
    program.on("message:text", (ctx) => ctx.reply(`echo ${ctx.message.text}`));
    program.catch(() => {});
    const anna = telegram.user();
    for (let n = 0; n < 20; n++) anna.says(simulated, `#${n}`);
    telegram.inject({ kind: "reset", when: "after" }, { method: "sendMessage", times: 1 });
    telegram.inject({ kind: "reset", when: "before" }, { method: "sendMessage", times: 1 });
    const running = program.start();
    while (auditor.missing > 1) await sleep(5);
    await program.stop();
    await running;
    expect(auditor.report()).toMatchObject({
      expected: 20,
      answered: 19,
      lost: [`${simulated.id}/${anna.id}/#1`],
      misordered: [],
    });
  });
});
