/** What the database knows of a chat in which something went wrong: to find out why. */
import type { Cluster } from "./cluster.ts";

const linesAround = 6;

/** @param key an answer, as a verdict names it: `bot/chat/#tag` */
export async function traceOf({ world }: Pick<Cluster, "world">, key: string): Promise<string> {
  const [telegramId, chatId, tag] = key.split("/");
  const rows = await world.query<{ tag: string; line: string }>(
    `select substring(payload -> 'message' ->> 'text' from '#\\d+') as tag,
       concat_ws(' ', payload -> 'message' ->> 'text', 'update', i.update_id, 'seq', i.seq,
         'in', i.received_at::time(3), 'done', i.done_at::time(3), 'attempts', i.attempts, 'not before', i.not_before,
         'sends', (select json_agg(json_build_array(m.step, m.status, m.created_at::time(3), m.error) order by m.step)
                   from messages m where m.inbox_seq = i.seq and m.step > 0)) as line
     from inbox i join bots b on b.id = i.bot_id
     where b.telegram_id = $1 and payload -> 'message' -> 'chat' ->> 'id' = $2
     order by i.seq`,
    [telegramId, chatId],
  );
  const at = rows.findIndex((row) => row.tag === tag);
  const shown = at < 0 ? rows.slice(-linesAround) : rows.slice(Math.max(0, at - linesAround), at + linesAround);
  return [key, ...shown.map(({ line }) => `  ${line}`)].join("\n");
}
