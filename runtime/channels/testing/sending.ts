/** The sends of one handling over a channel, journalled, with a database that takes everything. */
import type { ServedBot } from "../../bots/served-bot.ts";
import type { SettledSend } from "../../committer/sections/settled-sends.ts";
import type { Writes } from "../../committer/sections.ts";
import type { Job } from "../../dispatcher/job.ts";
import type { ApiCall } from "../../turn/api-call.ts";
import { journalled } from "../../turn/journalled.ts";
import { Turn } from "../../turn/turn.ts";
import type { Channel } from "../channel.ts";

interface Given {
  channel: Channel;
  bot: ServedBot;
  chatId: number;
  job: Job;
}

/** @returns what makes calls, and how those that send ended, in the order in which that is known */
export function sending({ channel, bot, chatId, job }: Given): { call: ApiCall; settled: SettledSend[] } {
  const settled: SettledSend[] = [];
  const write = (writes: Writes) => {
    settled.push(...(writes.settled ?? []));
    return [];
  };
  const turn = new Turn({
    bot,
    job,
    lane: "chat:1",
    isTrial: channel.isTrial,
    journal: new Map(),
    committer: { commit: async (_, writes) => write(writes), post: (_, writes) => void write(writes) },
    onLostWrite() {},
  });
  turn.converse(
    {
      exists: true,
      record: {
        ...{ id: "a-conversation", tenant_id: bot.tenantId, bot_id: bot.id, chat_id: chatId, chat_type: "private" },
        ...{ chat_title: null, telegram_user_id: null, telegram_username: null, telegram_first_name: null },
        ...{ state: "active", context: {}, last_message: null, last_message_at: 0, preview: channel.isTrial },
      },
    },
    null,
  );
  return { call: journalled(turn, channel, channel.calls(turn)), settled };
}
