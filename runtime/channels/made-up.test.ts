import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { CreateForm } from "#shared/schemas/form.ts";
import { sample } from "#shared/testing/files/samples.ts";
import { createAddresses } from "../addresses/addresses.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { type Served, serve } from "../testing/served.ts";
import type { BotFields, CommandFields, TestedBot } from "../testing/tested-bot.ts";
import { openAllChannels } from "./all-channels.ts";
import { channelContract, type TestedChannel } from "./channel.contract.ts";
import { MadeUp, madeUpSurface, type Person } from "./testing/made-up.ts";

channelContract("a made-up chat system", async (): Promise<TestedChannel> => {
  const system = new MadeUp();
  const token = "known";
  const person = system.person(token);
  let isOurs = true;
  const channel = system.open({ mayCall: () => isOurs, addresses: createAddresses({ pool: null as never }) });
  const bot: ServedBot = {
    ...{ id: "a-bot", tenantId: "a-tenant", channel: channel.name, telegramId: null, username: null, name: "A bot" },
    ...{ token, revision: 1, tenure: { shard: 0, epoch: 1 } },
  };
  return {
    channel,
    bot,
    update: person.says("Hello"),
    chatId: person.id,
    seen: async () =>
      person.shown.map(({ text, buttons }) => ({ text, buttons: buttons.flat().map(({ text }) => text) })),
    sendsFile: async (content) => person.sendsFile(content),
    failsOnceTaken: () => system.line(token).failsOnceTaken(),
    async takeAway() {
      isOurs = false;
    },
    sourced: { writes: (text) => void person.says(text), stranger: { ...bot, token: "unknown" } },
    async [Symbol.asyncDispose]() {},
  };
});

describe("a bot on a made-up chat system", () => {
  const system = new MadeUp();
  let served: Served;
  beforeAll(async () => {
    served = await serve({ openChannels: (deps) => [...openAllChannels(deps), system.open(deps)] });
  });
  afterAll(() => served[Symbol.asyncDispose]());

  /** A bot that lives there, and somebody who writes to it. */
  async function meet(fields: BotFields & { commands?: CommandFields[] } = {}) {
    const bot = await served.addBot({ ...fields, isActive: false });
    await served.sql("update bots set channel = 'made-up', telegram_id = null, username = null where id = $1", [
      bot.id,
    ]);
    const anna = system.person(bot.sim.token);
    await served.edit(bot, { isActive: true });
    await served.state(bot, "running");
    return { bot, anna };
  }
  const handled = (bot: TestedBot, messages: number) =>
    served.until(async () => (await served.messages(bot)).length >= messages && (await served.pending(bot)) === 0);
  const said = (person: Person) => person.shown.map(({ text }) => text);
  const labels = (person: Person) => person.shown.at(-1)!.buttons.map((row) => row.map(({ text }) => text));
  const shows = (person: Person, text: string) => served.until(() => person.shown.at(-1)?.text.includes(text) ?? false);

  test("answers a command, and nobody asks Telegram for it", async () => {
    const { bot, anna } = await meet({ commands: [{ name: "hi", textResponse: "Hi, {first_name}" }] });
    anna.says("/hi");
    await shows(anna, "Hi");
    await handled(bot, 2);
    expect(said(anna)).toEqual(["Hi, Made-up person"]);
    expect(await served.messages(bot)).toMatchObject([
      { direction: "inbound", content: "/hi" },
      { direction: "outbound", status: "sent", telegramMessageId: 2 },
    ]);
    expect(await served.sql("select distinct channel from inbox where bot_id = $1", [bot.id])).toEqual([
      { channel: "made-up" },
    ]);
    expect(await served.messagesUsed(bot.tenantId)).toBe(1);
    expect({ calls: bot.sim.calls(), polls: bot.sim.polls.total }).toEqual({ calls: [], polls: 0 });
  });

  test("cuts a long text at the length that there is", async () => {
    const words = Array.from({ length: 700 }, (_, n) => `word${n}`).join(" ");
    const { anna } = await meet({ commands: [{ name: "long", textResponse: words }] });
    anna.says("/long");
    await shows(anna, "word699");
    expect(anna.shown.length).toBe(Math.ceil(words.length / madeUpSurface.text));
    expect(said(anna).join(" ")).toBe(words);
  });

  test("answers with the model, in plain text, and shows that it is typing for as long as that thinks", async () => {
    const { anna } = await meet();
    const thought = Promise.withResolvers<void>();
    served.openai.reply(async () => {
      await thought.promise;
      return "A **bold** answer";
    });
    anna.says("What is bold?");
    await served.until(() => anna.typings >= 2);
    thought.resolve();
    await shows(anna, "answer");
    expect(said(anna)).toEqual(["A bold answer"]);
  });

  test("shows menus in pages, keys as buttons, and a changed menu as a new message", async () => {
    const action = (value: string) => ({ type: "text" as const, value });
    const rows = Array.from({ length: 12 }, (_, row) =>
      Array.from({ length: 8 }, (_, n) => ({ text: `${row}.${n}`, action: action(`You chose ${row}.${n}`) })),
    );
    const more = [[{ text: "More", action: { type: "menu" as const, value: "big" } }]];
    const { anna } = await meet({
      commands: [
        { name: "big", menuConfig: { text: "Choose", rows } },
        { name: "keys", menuConfig: { text: "Keys", variant: "keyboard", rows: more } },
      ],
    });
    anna.says("/keys");
    await shows(anna, "Keys");
    expect(labels(anna)).toEqual([["More"]]);
    anna.presses("More");
    await shows(anna, "Choose");
    const seen: string[] = [];
    for (let page = 1; page <= 7; page++) {
      await served.until(() => labels(anna).at(-2)?.[0] === `${page}/7 ›`);
      expect(labels(anna).at(-1)).toHaveLength(1);
      seen.push(...labels(anna).slice(0, -2).flat());
      anna.presses(`${page}/7 ›`);
    }
    expect(seen).toEqual(rows.flat().map(({ text }) => text));
    await served.until(() => labels(anna)[0]?.[0] === "0.0");
    anna.presses("0.3");
    await shows(anna, "You chose 0.3");
  });

  const order: z.input<typeof CreateForm> = {
    name: "Order",
    fields: [
      { type: "phone", name: "phone", label: "Your number?" },
      { type: "select", name: "size", label: "Size?", options: Array.from({ length: 14 }, (_, n) => `Size ${n + 1}`) },
      { type: "multiselect", name: "extras", label: "Extras?", options: ["Milk", "Sugar", "Honey"] },
      { type: "date", name: "day", label: "When?" },
      { type: "photo", name: "cup", label: "A photo of your cup?" },
    ],
  };

  test("has a form filled in with what there is room for", async () => {
    const { bot, anna } = await meet();
    const form = await served.addForm(bot, order);
    await served.addCommand(bot, { name: "order", form } as CommandFields);
    anna.says(`/start form_${form}`);
    await shows(anna, "Your number?");
    // No key asks for the number there.
    expect(anna.shown.at(-1)!.text).toContain("Type the number with its country code");
    anna.says("+49 30 901820");
    await shows(anna, "Size?");
    expect(labels(anna)).toEqual([
      ["Size 1", "Size 2", "Size 3", "Size 4", "Size 5"],
      ["Size 6", "Size 7", "Size 8", "Size 9", "Size 10"],
      ["‹", "1/2", "›"],
      ["← Back", "✕ Cancel"],
    ]);
    anna.presses("›");
    await served.until(() => labels(anna)[0]?.[0] === "Size 11");
    anna.presses("Size 13");
    await shows(anna, "Extras?");
    expect(anna.shown.at(-1)!.text).toContain("1. Milk\n2. Sugar\n3. Honey");
    anna.says("3, milk");
    await shows(anna, "When?");
    expect(anna.shown.at(-1)!.text).toContain("Type a day");
    anna.says("2027-02-03");
    await shows(anna, "A photo of your cup?");
    anna.sendsFile(sample("png", 2_000));
    await shows(anna, "Please check your answers");
    anna.presses("✓ Confirm");
    await served.until(async () => (await served.submissions(bot)).some(({ state }) => state === "complete"));
    const [submission] = await served.submissions(bot);
    expect(submission?.answers).toEqual({
      phone: "+4930901820",
      size: "Size 13",
      extras: ["Milk", "Honey"],
      day: "2027-02-03",
      cup: { fileId: expect.any(String), contentType: "image/png", size: 2_000 },
    });
    await handled(bot, 15);
    expect((await served.messages(bot)).filter(({ status }) => status === "failed")).toEqual([]);
  });

  test("tells a chat there of a form's answers, though nobody has written", async () => {
    const { bot, anna } = await meet();
    const team = system.person(bot.sim.token);
    const form = await served.addForm(bot, {
      name: "Short",
      fields: [{ type: "text", name: "what", label: "What?" }],
      onCompleteAction: "notify",
    });
    await served.sql("update forms set notification_chat_id = $2 where id = $1", [form, team.id]);
    anna.says(`/start form_${form}`);
    await shows(anna, "What?");
    anna.says("Tea");
    await shows(anna, "Please check");
    anna.presses("✓ Confirm");
    await shows(team, "Tea");
    await served.until(async () => (await served.submissions(bot))[0]?.actionState === "done");
  });

  test("answers people whose ids differ in the 19th digit, each for themselves", async () => {
    const { bot } = await meet({ commands: [{ name: "hi", textResponse: "Hi" }] });
    const ids = ["1203456789012345678", "1203456789012345679"];
    const people = ids.map((id) => system.person(bot.sim.token, BigInt(id)));
    for (const [n, person] of people.entries()) {
      person.says("/hi");
      await served.until(() => person.shown.length === 1);
      expect(people.map(({ shown }) => shown.length)).toEqual(n === 0 ? [1, 0] : [1, 1]);
    }
    await handled(bot, 4);
    expect(
      await served.sql(
        `select a.external from conversations c join addresses a on a.bot_id = c.bot_id and a.local = c.chat_id
         where c.bot_id = $1 order by 1`,
        [bot.id],
      ),
    ).toEqual(ids.map((external) => ({ external })));
  });

  test("keeps what somebody sends, and refuses nothing for good that may come later", async () => {
    const { bot, anna } = await meet({ aiEnabled: false });
    anna.sendsFile(Buffer.from("a file"));
    await served.until(
      async () =>
        (await served.sql("select from message_files where bot_id = $1 and state = 'kept'", [bot.id])).length === 1,
    );
    anna.sendsFile(Buffer.alloc(madeUpSurface.fileBytes + 1));
    await served.until(
      async () =>
        (await served.sql("select from message_files where bot_id = $1 and state = 'too_large'", [bot.id])).length ===
        1,
    );
  });
});

test("what is to be done by a channel that this version lacks is left to a later one", async () => {
  await using served = await serve();
  const bot = await served.addBot({ commands: [{ name: "hi", textResponse: "Hi" }] });
  const anna = served.telegram.user();
  const message = { message_id: 1, date: 1, chat: anna.chat(bot.sim).info, from: anna.info, text: "/hi" };
  await served.sql(
    `insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload)
     select shard, id, tenant_id, 4000000000, 'chat:77', 'from the future', $2 from bots where id = $1`,
    [bot.id, JSON.stringify({ update_id: 4_000_000_000, message })],
  );
  await served.stop();
  await served.start();
  await served.polling(bot);
  anna.says(bot.sim, "/hi");
  await bot.sim.waitForMessage("Hi");
  await served.until(async () => (await served.pending(bot)) === 1);
  expect(await served.deadLetters(bot)).toEqual([]);
  expect(bot.sim.calls("sendMessage")).toHaveLength(1);
});
