import type { Message } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import { sample } from "#shared/testing/files/samples.ts";
import type { User } from "#shared/testing/telegram/user.ts";
import { type Served, serve } from "../testing/served.ts";
import type { TestedBot } from "../testing/tested-bot.ts";
import { field } from "./testing/fields.ts";

const fields: Field[] = [
  field("text"),
  field("number"),
  field("email"),
  field("phone"),
  field("date"),
  field("select"),
  field("multiselect"),
  field("photo"),
  field("location"),
];

const png = new File([sample("png")], "photo.png", { type: "image/png" });

/** What a person does at each question, and what the bot shows when it has taken it. */
type Step = { does: (anna: User, bot: TestedBot, asked: Message) => void; shows: RegExp };
const steps: Step[] = [
  { does: (anna, { sim }) => anna.says(sim, "/order"), shows: /^1\/9\nYour text/ },
  { does: (anna, { sim }) => anna.says(sim, "Anna"), shows: /^2\/9\nYour number/ },
  { does: (anna, { sim }) => anna.says(sim, "30"), shows: /^3\/9\nYour email/ },
  { does: (anna, { sim }) => anna.says(sim, "anna@example.com"), shows: /^4\/9\nYour phone/ },
  { does: (anna, { sim }) => anna.taps(sim, "📱 Share my phone number"), shows: /^5\/9\nYour date/ },
  { does: (anna, { sim }) => anna.says(sim, "2026-12-25"), shows: /^6\/9\nYour select/ },
  { does: (anna, _, asked) => anna.presses(asked, "Green"), shows: /^7\/9\nYour multiselect/ },
  { does: (anna, { sim }) => anna.says(sim, "Red, Blue"), shows: /^8\/9\nYour photo/ },
  { does: (anna, { sim }) => anna.sendsDocument(sim, png), shows: /^9\/9\nYour location/ },
  { does: (anna, { sim }) => anna.taps(sim, "📍 Share my location"), shows: /^Please check your answers/ },
  { does: (anna, _, asked) => anna.presses(asked, "✓ Confirm"), shows: /^Thank you/ },
];

const answers = {
  text: "Anna",
  number: 30,
  email: "anna@example.com",
  phone: "+10000000000",
  date: "2026-12-25",
  select: "Green",
  multiselect: ["Red", "Blue"],
  photo: { fileId: expect.any(String), contentType: "image/png", size: png.size },
  location: { latitude: 52.52, longitude: 13.405 },
};

async function withForm(served: Served): Promise<TestedBot> {
  const bot = await served.addBot();
  const form = await served.addForm(bot, { name: "Order", fields });
  await served.addCommand(bot, { name: "order", responseType: "form", form });
  return bot;
}

/** A question, the summary or the thanks: not what has become of an earlier question. */
const shown = (words: RegExp) => (message: Message) =>
  words.test(message.text ?? "") && !message.text!.includes("\n\n✓") && !message.edit_date;

/** Parts of the form, so that none of the tests has to start all processes. */
const parts = [
  [0, 4],
  [4, 8],
  [8, steps.length],
] as const;

/** What the whole form has come to: everything shown once, everything kept. */
async function expectComplete(served: Served, bot: TestedBot, anna: User): Promise<void> {
  const texts = anna.chat(bot.sim).messages.flatMap(({ from, text }) => (from?.is_bot && text ? [text] : []));
  for (const { shows } of steps)
    expect([shows, texts.filter((text) => shows.test(text))]).toEqual([shows, [expect.any(String)]]);
  const submissions = await served.submissions(bot);
  expect(submissions.filter(({ telegramUserId }) => telegramUserId === anna.id)).toMatchObject([
    { state: "complete", answers },
  ]);
  expect(await served.sql("select from conversation_state")).toEqual([]);
  expect(await served.deadLetters(bot)).toEqual([]);
}

describe("a form of nine questions, when its runtime is killed", () => {
  test("after each of the steps, goes on where it was: nothing is lost, nothing asked twice", async () => {
    await using served = await serve({ start: false });
    const bot = await withForm(served);
    // One for each step, at which the process dies for all of them.
    const people = steps.map((_, last) => ({ anna: served.telegram.user({ firstName: "Anna" }), last }));
    const asked = new Map<User, Message>();
    const take = async ({ anna }: (typeof people)[number], { does, shows }: Step) => {
      does(anna, bot, asked.get(anna)!);
      asked.set(anna, await bot.sim.waitForMessage((message) => message.chat.id === anna.id && shown(shows)(message)));
    };
    const takeAll = (which: (person: (typeof people)[number], step: number) => boolean) =>
      Promise.all(
        people.map(async (person) => {
          for (const [n, step] of steps.entries()) if (which(person, n)) await take(person, step);
        }),
      );
    {
      await using runtime = await served.startProcess();
      await takeAll(({ last }, n) => n < last);
      await served.settled(bot);
      await takeAll(({ last }, n) => n === last);
      // The finishes may be on their way at this moment, or lost with the process.
      await runtime.kill();
    }
    await using _next = await served.startProcess();
    await takeAll(({ last }, n) => n > last);
    await served.settled(bot);
    for (const { anna } of people) await expectComplete(served, bot, anna);
  });

  test.each(parts)(
    "before the finish of steps %i to %i, takes the same answer again and sends nothing twice",
    async (from, to) => {
      await using served = await serve({ start: false });
      const bot = await withForm(served);
      const anna = served.telegram.user({ firstName: "Anna" });
      let asked: Message | undefined;
      let runtime = await served.startProcess();
      for (const [n, { does, shows }] of steps.entries()) {
        if (n < from || n >= to) {
          does(anna, bot, asked!);
          asked = await bot.sim.waitForMessage(shown(shows));
          continue;
        }
        await served.settled(bot);
        {
          // Only a finish writes there.
          await using _held = await served.hold("lock table conversation_state in share mode");
          does(anna, bot, asked!);
          asked = await bot.sim.waitForMessage(shown(shows));
          await served.blocked();
          await runtime.kill();
          // PostgreSQL would end what it was asked to do.
          await served.sql(
            `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
          );
        }
        runtime = await served.startProcess();
      }
      await using _last = runtime;
      await served.settled(bot);
      await expectComplete(served, bot, anna);
    },
  );
});

test("a form of nine questions goes on where it was when its shard is handed over after each of its steps", async () => {
  await using served = await serve();
  const bot = await withForm(served);
  const anna = served.telegram.user({ firstName: "Anna" });
  const shard = async () =>
    (
      await served.sql<{ id: number; owner: string; epoch: number }>(
        "select s.id, s.owner, s.epoch from shards s join bots b on b.shard = s.id where b.id = $1",
        [bot.id],
      )
    )[0]!;
  let asked: Message | undefined;
  for (const { does, shows } of steps) {
    does(anna, bot, asked!);
    asked = await bot.sim.waitForMessage(shown(shows));
    // Passed on to one that is not there, and granted to this one again; the finish may be on its way at this moment.
    const { id, owner, epoch } = await shard();
    await served.sql("update shards set target = 'another runtime', target_ready = true where id = $1", [id]);
    served.coordination.wakeUps.publish("shards", owner);
    await served.until(async () => (await shard()).epoch === epoch + 2);
  }
  await served.settled(bot);
  await expectComplete(served, bot, anna);
});
