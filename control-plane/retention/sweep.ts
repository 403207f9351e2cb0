/**
 * One pass over what is past its time: conversations older than their tenant's plan keeps, updates long done, what deleted
 * bots left in the inbox, updates given up long ago, forms that were left halfway, questions that nobody is asked any more,
 * files that belong to nothing, test chats that have fallen silent, webhooks long settled, sessions that have ended. In
 * small batches, so that nobody waits behind it.
 */
import { Bot } from "#shared/db/entities/bot.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import type { Orm } from "#shared/db/open.ts";
import { previewByIndex } from "#shared/inbox/preview-person.ts";
import { deadLettersKeptDays } from "#shared/schemas/dead-letter.ts";
import { endSession, silentSessions } from "../preview/session.ts";
import { historyBegins, limitsOf } from "../tenant/limits.ts";

export interface SweepDeps {
  orm: Orm;
  now: Date;
  /** Rows a statement deletes at most. */
  batch?: number;
  /** Asked between batches; false ends the pass early. */
  mayGoOn(): Promise<boolean>;
}

const inboxKeptMs = 48 * 3_600_000;
const partialKeptMs = 30 * 24 * 3_600_000;
/** A form left halfway can be taken up again for seven days. */
const conversationKeptMs = 8 * 24 * 3_600_000;
/** Of webhooks that arrived or were given up. */
const deliveriesKeptMs = 30 * 24 * 3_600_000;
const deadLettersKeptMs = deadLettersKeptDays * 24 * 3_600_000;
const nobodysFilesKeptMs = 24 * 3_600_000;
/** Of a form's questions, once there are others: nobody begins with the old ones any more. */
const versionsKeptMs = 24 * 3_600_000;

export async function sweep({ orm, now, batch = 500, mayGoOn }: SweepDeps): Promise<void> {
  const em = orm.em.fork();
  const system = { filters: { tenant: false } };

  /** Repeats a statement that deletes up to `batch` rows until it finds no more. */
  const drain = async (sql: string, params: unknown[]): Promise<void> => {
    while (await mayGoOn()) {
      const { affectedRows } = await em.execute<{ affectedRows: number }>(sql, [...params, batch], "run");
      if (affectedRows < batch) return;
    }
  };

  const formsBegin = new Date(now.getTime() - conversationKeptMs);
  for (let after = ""; await mayGoOn(); ) {
    const page = { orderBy: { id: "asc" }, limit: 100, ...system } as const;
    const tenants = await em.find(Tenant, after ? { id: { $gt: after } } : {}, page);
    for (const tenant of tenants) {
      const begins = historyBegins(limitsOf(tenant, now), now);
      if (!begins) continue;
      const bots = await em.find(Bot, { tenant: tenant.id }, { fields: ["id"], ...system });
      for (const { id } of bots) {
        await drain(oldMessages, [id, begins, batch, begins]);
        await drain(emptyConversations, [id, begins]);
        await drain(oldDeadLetters, [id, begins]);
        await drain(oldMessageAddresses, [id, new Date(Math.min(begins.getTime(), formsBegin.getTime()))]);
      }
    }
    em.clear();
    if (tenants.length < page.limit) break;
    after = tenants.at(-1)!.id;
  }

  while (await mayGoOn()) {
    const silent = await silentSessions(em, batch);
    for (const session of silent) await endSession(em, session);
    if (silent.length < batch) break;
  }
  await drain(leftOfPreviews, []);
  await drain(submittedInPreviews, []);

  await drain(unheededDeadLetters, [new Date(now.getTime() - deadLettersKeptMs)]);
  const done = new Date(now.getTime() - inboxKeptMs);
  await drain(doneUpdates, [done, done]);
  await drain(orphanedUpdates, []);
  await drain(oldPartialSubmissions, [new Date(now.getTime() - partialKeptMs)]);
  // Before the files that it names, and nobody else does.
  await drain(abandonedStates, [formsBegin]);
  await drain(nobodysFiles, [new Date(now.getTime() - nobodysFilesKeptMs)]);
  await drain(supersededVersions, [new Date(now.getTime() - versionsKeptMs)]);
  await drain(oldDeliveries, [new Date(now.getTime() - deliveriesKeptMs)]);
  await drain(endedSecrets, [now]);
  await drain(endedConnectCodes, [now]);
  await drain(endedSessions, [now]);
  await drain(endedVerifications, [now]);
}

/** Looks at each conversation's oldest messages only: the index leads there, however long the conversation is. */
const oldMessages = `
  delete from messages where (conversation_id, id) in (
    select oldest.conversation_id, oldest.id
    from (select id from conversations where bot_id = ? and started_at < ?) conversation
    cross join lateral (
      select conversation_id, id, created_at from messages
      where conversation_id = conversation.id order by id limit ?
    ) oldest
    where oldest.created_at < ?
    limit ?
  )`;

const emptyConversations = `
  delete from conversations where id in (
    select id from conversations
    where bot_id = ? and last_message_at < ?
      and not exists (select from messages where messages.conversation_id = conversations.id)
    limit ?
  )`;

const oldDeadLetters = `
  delete from dead_letters where seq in (select seq from dead_letters where bot_id = ? and died_at < ? limit ?)`;

const unheededDeadLetters = `
  delete from dead_letters where seq in (select seq from dead_letters where died_at < ? limit ?)`;

/** A form that is being filled in knows by them which message was answered. */
const oldMessageAddresses = `
  delete from addresses where (bot_id, local) in (
    select bot_id, local from addresses where bot_id = ? and kind = 'message' and created_at < ? limit ?
  )`;

/** A bot may have answered after the session was over. */
const leftOfPreviews = `
  delete from conversations where id in (
    select c.id from conversations c
    where ${previewByIndex("c.chat_id")} and not exists (select from preview_sessions s where s.user_id = c.chat_id)
    limit ?
  )`;

const submittedInPreviews = `
  delete from form_submissions where id in (
    select id from form_submissions s
    where ${previewByIndex("s.telegram_user_id")} and not exists (select from preview_sessions p where p.user_id = s.telegram_user_id)
    limit ?
  )`;

/** Whole ones are the tenant's data, and stay. */
const oldPartialSubmissions = `
  delete from form_submissions where id in (
    select id from form_submissions where state = 'partial' and updated_at < ? limit ?
  )`;

/** What could not be handled stays as long as its dead letter: it may be tried again. */
const doneUpdates = `
  delete from inbox where (bot_id, update_id) in (
    select bot_id, update_id from inbox
    where received_at < ? and done_at < ? and not exists (select from dead_letters d where d.seq = inbox.seq)
    limit ?
  )`;

const orphanedUpdates = `
  delete from inbox where (bot_id, update_id) in (
    select bot_id, update_id from inbox
    where not exists (select from bots where bots.id = inbox.bot_id)
    limit ?
  )`;

/** Their form was left, or something died. A form that can still be taken up again names its files in its state. */
const nobodysFiles = `
  delete from files where id in (
    select id from files
    where submission_id is null and inbox_seq is null and created_at < ?
      and not exists (
        select from conversation_state state
        where state.bot_id = files.bot_id and strpos(state.state::text, files.id::text) > 0
      )
    limit ?
  )`;

/** A form that is being filled in, or can still be taken up again, names its version in its state. */
const supersededVersions = `
  delete from form_versions where (form_id, version) in (
    select old.form_id, old.version from form_versions old join forms on forms.id = old.form_id
    where exists (
        select from form_versions newer
        where newer.form_id = old.form_id and newer.version > old.version and newer.created_at < ?
      )
      and not exists (
        select from conversation_state state
        where state.bot_id = forms.bot_id and strpos(state.state::text, old.form_id::text) > 0
      )
    limit ?
  )`;

const oldDeliveries = `
  delete from webhook_deliveries where id in (
    select id from webhook_deliveries where state <> 'pending' and updated_at < ? limit ?
  )`;

const endedSecrets = `
  delete from webhook_secrets where id in (select id from webhook_secrets where expires_at < ? limit ?)`;

const endedConnectCodes = `
  delete from connect_codes where id in (select id from connect_codes where expires_at < ? limit ?)`;

const abandonedStates = `
  delete from conversation_state where (bot_id, chat_id, user_id) in (
    select bot_id, chat_id, user_id from conversation_state where updated_at < ? limit ?
  )`;

const endedSessions = `delete from sessions where id in (select id from sessions where expires_at < ? limit ?)`;

const endedVerifications = `
  delete from verifications where id in (select id from verifications where expires_at < ? limit ?)`;
