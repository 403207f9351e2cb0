import { describe, expect, test } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { Receiver } from "../testing/receiver.ts";
import { type Served, serve } from "../testing/served.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

interface Left {
  text: string;
  memo: object;
  /** What was sent, as far as it had come. */
  sent: string[];
}

/** An update whose handling the version before has left: it asks the model and webhooks within the update itself. */
async function leave(served: Served, { id, sim }: TestedBot, { text, memo, sent }: Left): Promise<number> {
  const anna = served.telegram.user();
  const update_id = 4_000_000_000;
  const message = { message_id: 1, date: 1, chat: anna.chat(sim).info, from: anna.info, text };
  const [update] = await served.sql<{ seq: number }>(
    `insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload, memo)
     select shard, id, tenant_id, $2, 'chat:' || $3, 'telegram', $4, $5 from bots where id = $1
     returning seq::float8 as seq`,
    [id, update_id, anna.id, JSON.stringify({ update_id, message }), JSON.stringify(memo)],
  );
  const conversation = newId();
  await served.sql(
    `insert into conversations (id, tenant_id, bot_id, chat_id, chat_type)
     select $2, tenant_id, id, $3, 'private' from bots where id = $1`,
    [id, conversation, anna.id],
  );
  const messages = [
    { step: 0, direction: "inbound", content: text, status: "received" },
    ...sent.map((content, n) => ({ step: n + 1, direction: "outbound", content, status: "sent" })),
  ];
  for (const { step, direction, content, status } of messages)
    await served.sql(
      `insert into messages (id, tenant_id, bot_id, conversation_id, inbox_seq, step, direction, content, message_type,
         status, telegram_message_id)
       select $2, tenant_id, id, $3, $4, $5, $6, $7, 'text', $8, $9 from bots where id = $1`,
      [id, newId(), conversation, update!.seq, step, direction, content, status, step + 1],
    );
  return update!.seq;
}

const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => params.text);
const first = "first ".repeat(600).trim();
const second = "second ".repeat(500).trim();

describe("an update that the version before has left half answered", () => {
  test("is told the rest of what its model has said, which is asked nothing again", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot();
    const answer = { formatted: { text: `${first}\n\n${second}`, entities: [] }, tokensUsed: 3, ms: 5 };
    await leave(served, bot, { text: "Tell me much", memo: { answer }, sent: [first] });
    await served.start();
    await served.settled(bot);
    expect(said(bot)).toEqual([second]);
    expect(served.openai.requests).toEqual([]);
    expect((await served.messages(bot)).map(({ step, status }) => [step, status])).toEqual([
      [0, "received"],
      [1, "sent"],
      [2, "sent"],
    ]);
  });

  test("is told what the model has said of a form, whose submission is done with that", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const fields = [{ type: "text" as const, name: "what", label: "What?" }];
    const form = await served.addForm(bot, { name: "Order", fields, onCompleteAction: "ai", aiPrompt: "Answer" });
    const anna = served.telegram.user();
    anna.says(bot.sim, `/start form_${form}`);
    await bot.sim.waitForMessage(/What\?/);
    anna.says(bot.sim, "Tea");
    const message = await bot.sim.waitForMessage(/check your answers/);
    await served.settled(bot);
    await served.stop();
    const confirm = message.reply_markup!.inline_keyboard.flat().find(({ text }) => text === "✓ Confirm")!;
    const { callback_data: data } = confirm as { callback_data: string };
    const callback_query = { id: "1", from: anna.info, chat_instance: "1", message, data };
    await served.sql(
      `insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload, memo)
       select shard, id, tenant_id, 4000000000, 'chat:' || $2, 'telegram', $3, $4 from bots where id = $1`,
      [
        bot.id,
        anna.id,
        JSON.stringify({ update_id: 4_000_000_000, callback_query }),
        JSON.stringify({ answer: { formatted: { text: "Tea it is", entities: [] }, tokensUsed: 3, ms: 5 } }),
      ],
    );
    await served.start();
    await bot.sim.waitForMessage("Tea it is");
    await served.settled(bot);
    expect(served.openai.requests).toEqual([]);
    expect(await served.submissions(bot)).toMatchObject([{ state: "complete", actionState: "done" }]);
  });

  test("is shown the rest of what its webhook has answered, which is told nothing again", async () => {
    await using receiver = await Receiver.open();
    await using served = await serve({ start: false, config: { WEBHOOK_ALLOW: "127.0.0.1" } });
    const bot = await served.addBot({ commands: [{ name: "stock", webhookUrl: receiver.url }] });
    const form = await served.addForm(bot, { name: "Order", fields: [{ type: "text", name: "what", label: "What?" }] });
    const memo = { webhook: { answer: { text: "42 in stock", form } } };
    await leave(served, bot, { text: "/stock", memo, sent: ["42 in stock"] });
    await served.start();
    await bot.sim.waitForMessage(/What\?/);
    await served.settled(bot);
    expect(said(bot)).toHaveLength(1);
    expect(receiver.received).toEqual([]);
  });

  test("is told to a webhook in the delivery that was made for it", async () => {
    await using receiver = await Receiver.open();
    receiver.says({ text: "42 in stock" });
    await using served = await serve({ start: false, config: { WEBHOOK_ALLOW: "127.0.0.1" } });
    const bot = await served.addBot({ commands: [{ name: "stock", webhookUrl: receiver.url }] });
    const seq = await leave(served, bot, { text: "/stock", memo: {}, sent: [] });
    const delivery = newId();
    await served.sql(
      `insert into webhook_deliveries (id, tenant_id, bot_id, inbox_seq, event, url, host, payload, next_attempt_at)
       select $2, tenant_id, id, $3, 'command', $4, 'host', '{}', now() + interval '1 hour' from bots where id = $1`,
      [bot.id, delivery, seq, receiver.url],
    );
    await served.start();
    await bot.sim.waitForMessage("42 in stock");
    await served.settled(bot);
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([delivery]);
  });
});
