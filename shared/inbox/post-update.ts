/**
 * Puts an update into a bot's inbox that Telegram did not bring: from the page's test chat, or from the system itself.
 * The owner of the bot's shard takes it from there, as it does all others. It hears of it at once through the wake-up
 * `inbox`, which the caller publishes with the bot's id once this is committed, or within a second without it.
 */

import type { ChannelName } from "#shared/schemas/channel.ts";

/** In the place of a channel: something to do that nobody wrote. What it sends goes by the bot's own channel. */
export const nobodys = "system";

export interface OwnUpdate {
  botId: string;
  channel: ChannelName | typeof nobodys;
  /** Updates of one lane are handled one at a time, in order: `chat:<id>`. */
  lane: string;
  /** Telegram-shaped, without `update_id`, which is drawn here: below zero, so that it is none of Telegram's. */
  update: object;
}

/** Runs a query with `$1` placeholders, in the caller's transaction. */
type Query = (sql: string, values: unknown[]) => Promise<unknown>;

export async function postUpdate(query: Query, { botId, channel, lane, update }: OwnUpdate): Promise<void> {
  await query(
    `with own as (select nextval('inbox_own_update_id') as id)
     insert into inbox (shard, bot_id, tenant_id, update_id, lane, channel, payload)
     select b.shard, b.id, b.tenant_id, own.id, $2, $3, (jsonb_build_object('update_id', own.id) || $4::jsonb)::json
     from bots b, own where b.id = $1`,
    [botId, lane, channel, JSON.stringify(update)],
  );
}
