/**
 * A server whose ids are longer than a number holds, and differ in their last digit alone: two people and two groups are
 * told apart on every way from the chat to the page, the table, the webhook and the chat that is notified.
 */
import type { Message } from "grammy/types";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Conversation } from "#shared/schemas/conversation.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import type { Bot } from "#shared/testing/telegram/bot.ts";
import type { Group } from "#shared/testing/telegram/group.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import type { Visitor } from "../../control-plane/testing/visitor.ts";
import { Receiver } from "../../runtime/testing/receiver.ts";
import { openPreviewLab, type PreviewLab } from "./testing/preview-lab.ts";

const people = ["1203456789012345678", "1203456789012345679"] as const;
const groups = ["-1203456789012345678", "-1203456789012345679"] as const;

const firstMessage = 8_203_456_789_012_345_000n;

let lab: PreviewLab;
let owner: Visitor;
let receiver: Receiver;
let telegram: Bot;
let bot: string;
let ann: User;
let ben: User;

beforeAll(async () => {
  receiver = await Receiver.open();
  lab = await openPreviewLab({
    config: { WEBHOOK_ALLOW: "127.0.0.0/8" },
    telegram: { messageIdsFrom: firstMessage },
  });
  owner = await lab.api.person("Owner");
  telegram = lab.api.telegram.addBot();
  bot = (await owner.post("/api/v1/bots", { token: telegram.token })).body.id;
  ann = lab.api.telegram.user({ id: people[0], firstName: "Ann" });
  ben = lab.api.telegram.user({ id: people[1], firstName: "Ben" });
  lab.openai.reply(({ messages }) => `echo: ${messages.map(({ content }) => content).join(" | ")}`);
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const said = (chat: { messages: Message[] }) =>
  chat.messages.filter(({ from }) => from?.is_bot).map(({ text }) => text);
/** Ann's before Ben's. */
const conversations = async (search = "") =>
  (await owner.get(`/api/v1/bots/${bot}/conversations?search=${search}`)).body.items.sort(
    (one: Conversation, other: Conversation) => (one.externalId < other.externalId ? -1 : 1),
  );
const idsOf = async (search = "") => (await conversations(search)).map(({ externalId }: Conversation) => externalId);
const withForm = async (settings: object): Promise<string> =>
  (
    await owner.post(`/api/v1/bots/${bot}/forms`, {
      name: "Order",
      fields: [{ type: "text", name: "what", label: "What?" }],
      ...settings,
    })
  ).body.id;

/** Both fill a form in, step by step beside one another. */
async function fillIn(form: string): Promise<void> {
  const both = [
    [ann, "Tea"],
    [ben, "Coffee"],
  ] as const;
  const inBoth = async (step: (who: User, what: string) => void, next: RegExp) => {
    const before = both.map(([who]) => who.chat(telegram).messages.length);
    for (const [who, what] of both) step(who, what);
    for (const [n, [who]] of both.entries())
      await vi.waitUntil(
        () =>
          who
            .chat(telegram)
            .messages.slice(before[n])
            .some(({ text }) => next.test(text ?? "")),
        {
          timeout: patienceMs,
        },
      );
  };
  const last = (who: User) => who.chat(telegram).messages.findLast(({ reply_markup }) => reply_markup)!;
  await inBoth((who) => who.says(telegram, `/start form_${form}`), /What\?/);
  await inBoth((who, what) => who.says(telegram, what), /check your answers/);
  await inBoth((who) => who.presses(last(who), "✓ Confirm"), /^Thank you/);
  await lab.settled(bot);
}

describe("people whose ids differ in the last digit alone", () => {
  test("are answered each for themselves, with a history of their own", async () => {
    for (const n of [1, 2]) {
      ann.says(telegram, `ann ${n}`);
      ben.says(telegram, `ben ${n}`);
      await vi.waitUntil(() => [ann, ben].every((who) => said(who.chat(telegram)).length === n), patienceMs);
    }
    expect(said(ann.chat(telegram))[1]).toMatch(/^echo: (?!.*ben).*ann 1 \| .*ann 2$/);
    expect(said(ben.chat(telegram))[1]).toMatch(/^echo: (?!.*ann).*ben 1 \| .*ben 2$/);
  });

  test("are listed by their whole ids, found by them, and so is what they wrote", async () => {
    const listed = await conversations();
    expect(listed).toMatchObject([
      { externalId: people[0], userExternalId: people[0], telegramFirstName: "Ann", messagesCount: 4 },
      { externalId: people[1], userExternalId: people[1], telegramFirstName: "Ben", messagesCount: 4 },
    ]);
    for (const [n, { id, externalId, telegramFirstName, chatId, telegramUserId }] of listed.entries()) {
      expect(Number.isSafeInteger(chatId)).toBe(true);
      expect(telegramUserId).toBe(chatId);
      expect(await idsOf(externalId)).toEqual([externalId]);
      expect((await owner.get(`/api/v1/conversations/${id}`)).body).toMatchObject({ externalId, telegramFirstName });
      const { body } = await owner.get(`/api/v1/conversations/${id}/messages`);
      const name = telegramFirstName.toLowerCase();
      const sent = [ann, ben][n]!.chat(telegram).messages.map(({ message_id }) => firstMessage + BigInt(message_id));
      const [first, answer, second, last] = sent.map(String);
      expect(body.items).toMatchObject([
        { externalId: last, content: expect.stringContaining(`${name} 2`) },
        { externalId: second, content: `${name} 2` },
        { externalId: answer },
        { externalId: first, content: `${name} 1` },
      ]);
    }
    expect(await idsOf("1203456789012345670")).toEqual([]);
  });

  test("fill in a form at once, and stand in the list, the table and the webhook with their whole ids", async () => {
    receiver.received.length = 0;
    const form = await withForm({ onCompleteAction: "webhook", webhookUrl: receiver.url });
    await fillIn(form);
    const listed = async (search = "") =>
      (await owner.get(`/api/v1/forms/${form}/submissions?search=${search}`)).body.items;
    expect(await listed()).toHaveLength(2);
    for (const [externalId, what] of [
      [people[0], "Tea"],
      [people[1], "Coffee"],
    ]) {
      const [found, ...more] = await listed(externalId);
      expect(found).toMatchObject({ externalId, answers: { what } });
      expect(more).toEqual([]);
    }
    const csv = (await owner.get(`/api/v1/forms/${form}/submissions.csv`)).text;
    expect(csv).toMatch(new RegExp(`,${people[0]},,Ann,.*,Tea\r\n`));
    expect(csv).toMatch(new RegExp(`,${people[1]},,Ben,.*,Coffee\r\n`));
    const json = (await owner.get(`/api/v1/forms/${form}/submissions.json`)).body;
    expect(json.map(({ externalId }: { externalId: string }) => externalId).sort()).toEqual(people);
    await vi.waitUntil(() => receiver.received.length === 2, patienceMs);
    const posted = receiver.received.map(({ json }) => [json.user.externalId, json.submission.answers.what]);
    expect(posted.sort()).toEqual([
      [people[0], "Tea"],
      [people[1], "Coffee"],
    ]);
    expect((await owner.get(`/api/v1/forms/${form}`)).body.submissionsCount).toBe(2);
  });

  test("ask a webhook each for themselves", async () => {
    receiver.received.length = 0;
    receiver.answer = ({ json }, response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ text: `for ${json.user.externalId} in ${json.chat.externalId}` }));
    await owner.post(`/api/v1/bots/${bot}/commands`, {
      name: "ask",
      responseType: "webhook",
      webhookUrl: receiver.url,
    });
    const answered = [ann, ben].map((who, n) =>
      vi.waitUntil(() => said(who.chat(telegram)).includes(`for ${people[n]} in ${people[n]}`), patienceMs),
    );
    ann.says(telegram, "/ask");
    ben.says(telegram, "/ask");
    await Promise.all(answered);
    expect(receiver.received.every(({ json }) => /^82034567890123450\d\d$/.test(json.message.externalId))).toBe(true);
  });

  test("block the bot each for themselves", async () => {
    ann.blocks(telegram);
    await lab.settled(bot);
    expect(await conversations()).toMatchObject([
      { telegramFirstName: "Ann", state: "blocked" },
      { telegramFirstName: "Ben", state: "active" },
    ]);
    ann.unblocks(telegram);
    await lab.settled(bot);
    expect((await conversations())[0].state).toBe("active");
  });
});

describe("groups whose ids differ in the last digit alone", () => {
  const in_ = (id: string, title: string): Group => lab.api.telegram.group({ id, title, bots: [telegram] });

  test("are answered each under what was asked there, and told each of its own form's answers", async () => {
    const tea = in_(groups[0], "Tea");
    const coffee = in_(groups[1], "Coffee");
    ann.says(tea, `@${telegram.username} the leaves`);
    ben.says(coffee, `@${telegram.username} the beans`);
    await vi.waitUntil(() => [tea, coffee].every((group) => said(group).length === 1), patienceMs);
    expect(said(tea)[0]).toMatch(/^echo: (?!.*beans).*the leaves$/);
    expect(said(coffee)[0]).toMatch(/^echo: (?!.*leaves).*the beans$/);
    expect(tea.lastMessage!.reply_to_message?.text).toContain("the leaves");
    for (const [id, title, name, who] of [
      [groups[0], "Tea", "Ann", people[0]],
      [groups[1], "Coffee", "Ben", people[1]],
    ] as const) {
      const [found, ...more] = await conversations(id);
      expect(found).toMatchObject({ externalId: id, chatTitle: title, telegramFirstName: name, userExternalId: who });
      expect(found.chatId).toBeLessThan(0);
      expect(more).toEqual([]);
    }

    const form = await withForm({ onCompleteAction: "notify" });
    const { body: code } = await owner.post(`/api/v1/bots/${bot}/connect-codes`, { formId: form });
    ann.says(coffee, `/connect@${telegram.username} ${code.code}`);
    await vi.waitUntil(() => said(coffee).length === 2, patienceMs);
    expect((await owner.get(`/api/v1/forms/${form}`)).body).toMatchObject({
      notificationChatExternalId: groups[1],
      notificationChatTitle: "Coffee",
    });
    await fillIn(form);
    await vi.waitUntil(() => said(coffee).length === 4, patienceMs);
    expect(said(tea)).toHaveLength(1);
    const links = coffee.messages.flatMap(({ entities = [] }) =>
      entities.flatMap((one) => ("url" in one ? one.url : [])),
    );
    expect(links.sort()).toEqual(people.map((id) => `tg://user?id=${id}`));
  });
});
