/** What the version left behind that asked model and webhooks in the update itself, before there were orders. */
import { describe, expect, test } from "vitest";
import { type Served, serve } from "../testing/served.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => params.text);

/** Anna has written `text`; what was asked for it is remembered, and `sent` of it has been sent. */
async function leave(served: Served, bot: TestedBot, text: string, memo: object, sent: readonly string[]) {
  const anna = served.telegram.user();
  const chat = anna.chat(bot.sim).info;
  const entities = text.startsWith("/") ? [{ type: "bot_command", offset: 0, length: text.length }] : [];
  const message = { message_id: 1, date: 1, chat, from: anna.info, text, entities };
  await served.sql(
    `with asked as (
       insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload, memo)
       select shard, id, tenant_id, 1, $2, 'telegram', $3, $4 from bots where id = $1 returning *
     ),
     conversation as (
       insert into conversations (id, tenant_id, bot_id, chat_id, chat_type)
       select gen_random_uuid(), tenant_id, bot_id, $5, 'private' from asked returning *
     )
     insert into messages (id, tenant_id, conversation_id, bot_id, inbox_seq, step, content, direction, message_type, status)
     select gen_random_uuid(), a.tenant_id, c.id, a.bot_id, a.seq, s.step, s.content,
       case when s.step = 0 then 'inbound' else 'outbound' end, 'text', case when s.step = 0 then 'received' else 'sent' end
     from asked a, conversation c, (select n - 1 as step, content from unnest($6::text[]) with ordinality as t(content, n)) s`,
    [bot.id, `chat:${chat.id}`, { update_id: 1, message }, memo, chat.id, [text, ...sent]],
  );
}

describe.concurrent("an update that the version before was killed over is answered to its end", () => {
  test("with the answer of the model that is there, of which nothing is said twice", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot();
    const parts = ["a".repeat(4_000), "b".repeat(4_000)];
    const formatted = { text: parts.join("\n\n"), entities: [] };
    await leave(served, bot, "Think", { answer: { formatted, tokensUsed: 3, ms: 10 } }, parts.slice(0, 1));
    await served.start();
    await served.settled(bot);
    expect(said(bot)).toEqual(parts.slice(1));
    expect(served.openai.requests).toEqual([]);
  });

  test("with what its webhook has answered", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot({ commands: [{ name: "ask", webhookUrl: "http://nobody.invalid" }] });
    const form = await served.addForm(bot, {
      name: "Order",
      fields: [{ name: "what", type: "text", label: "What would you like?" }],
    });
    await leave(served, bot, "/ask", { webhook: { answer: { text: "In stock", form } } }, ["In stock"]);
    await served.start();
    await served.settled(bot);
    expect(said(bot)).toEqual([expect.stringMatching(/What would you like/)]);
  });
});
