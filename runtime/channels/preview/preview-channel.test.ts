import { Client, Pool } from "pg";
import { expect } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { previewFileId } from "#shared/inbox/preview-person.ts";
import type { ServedBot } from "../../bots/served-bot.ts";
import { serve } from "../../testing/served.ts";
import { channelContract, type Seen, type TestedChannel } from "../channel.contract.ts";
import { openPreview } from "./preview-channel.ts";

const owner = "here";

channelContract("a test chat", async (): Promise<TestedChannel> => {
  await using stack = new AsyncDisposableStack();
  const served = stack.use(await serve({ start: false }));
  const asked: string[] = [];
  class Overheard extends Client {
    override query(...given: never[]): never {
      const [query] = given as (string | { text: string })[];
      asked.push(typeof query === "string" ? query : query!.text);
      return (super.query as (...given: never[]) => never)(...given);
    }
  }
  const pool = stack.adopt(
    new Pool({ connectionString: served.databaseUrl, max: 3, Client: Overheard as never }),
    (opened) => opened.end(),
  );
  // Its shard's row would be locked from one statement to the next, by a process that may stand still between the two.
  stack.defer(() => expect(asked.filter((sql) => /^\s*begin/i.test(sql))).toEqual([]));
  const { id, tenantId } = await served.addBot();
  const [shard] = await served.sql<{ id: number }>(
    "update shards set owner = $1, epoch = 1 where id = (select shard from bots where id = $2) returning id",
    [owner, id],
  );
  const sessionId = newId();
  const [session] = await served.sql<{ person: number }>(
    `insert into preview_sessions (id, tenant_id, bot_id, first_name) values ($1, $2, $3, 'Anna')
     returning user_id::float8 as person`,
    [sessionId, tenantId, id],
  );
  const { person } = session!;
  const bot: ServedBot = {
    id,
    tenantId,
    channel: "telegram",
    telegramId: null,
    username: null,
    name: "A bot",
    token: null,
    revision: 1,
    tenure: { shard: shard!.id, epoch: 1 },
  };
  const channel = openPreview({ pool, wakeUps: { publish() {} }, runtimeId: owner });
  const running = stack.move();
  return {
    channel,
    bot,
    update: { update_id: -1, message: { from: { id: person }, chat: { id: person, type: "private" } } },
    chatId: person,
    seen: () =>
      served.sql<Seen & object>(
        `select message ->> 'text' as text, array(
           select b ->> 'text'
           from json_array_elements(message -> 'reply_markup' -> 'inline_keyboard') with ordinality as r (r, y),
             json_array_elements(r.r) with ordinality as c (b, x) order by y, x
         ) as buttons
         from preview_messages where session_id = $1 order by message_id`,
        [sessionId],
      ),
    async sendsFile(content) {
      const fileId = newId();
      await served.sql(
        "insert into preview_files (id, session_id, tenant_id, name, content) values ($1, $2, $3, 'a.bin', $4)",
        [fileId, sessionId, tenantId, content],
      );
      return previewFileId(fileId);
    },
    async takeAway() {
      await served.sql("update shards set epoch = epoch + 1");
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
});
