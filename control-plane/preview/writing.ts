/** What the pretended user does in a test chat, as Telegram would tell the bot of it: put into the bot's inbox. */
import { randomInt } from "node:crypto";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Message, User } from "grammy/types";
import type { Coordination } from "#shared/coordination/coordination.ts";
import { type Query, queryOf } from "#shared/db/query-of.ts";
import { AppError, NotFound } from "#shared/errors.ts";
import { postUpdate } from "#shared/inbox/post-update.ts";
import { trialLane } from "#shared/inbox/trial-lane.ts";
import { detectEntities } from "#shared/telegram/text/detect.ts";
import type { Scope } from "../http/route.ts";
import { findSession, type PreviewSession } from "./session.ts";

export interface WritingDeps {
  coordination: Pick<Coordination, "wakeUps">;
}

export type Content = Pick<
  Message,
  "text" | "entities" | "caption" | "caption_entities" | "contact" | "location" | "photo" | "document"
>;

export function textContent(text: string): Content {
  const entities = detectEntities(text);
  return { text, ...(entities.length > 0 && { entities }) };
}

export function captioned(caption: string | undefined): Content {
  if (!caption?.trim()) return {};
  const entities = detectEntities(caption);
  return { caption, ...(entities.length > 0 && { caption_entities: entities }) };
}

/**
 * @param contentOf told who writes; it may store what the message needs, in the same transaction
 * @returns the message's id
 * @throws {NotFound} when the session is over
 */
export function send(
  scope: Scope,
  sessionId: string,
  contentOf: (person: User, em: EntityManager) => Content | Promise<Content>,
  deps: WritingDeps,
): Promise<number> {
  return posting(scope, sessionId, deps, async (session, em, query) => {
    const person = personOf(session);
    const [row] = await query(
      "update preview_sessions set last_message_id = last_message_id + 1, used_at = now() where id = $1 returning last_message_id as id",
      [session.id],
    );
    const message_id = Number(row!.id);
    const content = await contentOf(person, em);
    const message = { message_id, date: secondsNow(), chat: chatOf(person), from: person, ...content };
    await query("insert into preview_messages (session_id, message_id, tenant_id, message) values ($1, $2, $3, $4)", [
      session.id,
      message_id,
      scope.tenantId,
      JSON.stringify(message),
    ]);
    return { update: { message }, answer: message_id };
  });
}

/**
 * @returns the id of the callback query
 * @throws {NotFound} when there is no such message; {AppError} `conflict` when it has no such button any more
 */
export function press(
  scope: Scope,
  sessionId: string,
  { messageId, data }: { messageId: number; data: string },
  deps: WritingDeps,
): Promise<string> {
  return posting(scope, sessionId, deps, async (session, _, query) => {
    await query("update preview_sessions set used_at = now() where id = $1", [session.id]);
    const [row] = await query("select message from preview_messages where session_id = $1 and message_id = $2", [
      session.id,
      messageId,
    ]);
    if (!row) throw new NotFound("This message");
    const message = row.message as Message;
    const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
    if (!buttons.some((button) => "callback_data" in button && button.callback_data === data))
      throw new AppError("conflict", "This message no longer has this button");
    const id = `${randomInt(2 ** 47)}${randomInt(1_000, 10_000)}`;
    const from = personOf(session);
    return { update: { callback_query: { id, from, message, chat_instance: String(from.id), data } }, answer: id };
  });
}

async function posting<Answer>(
  scope: Scope,
  sessionId: string,
  { coordination }: WritingDeps,
  work: (session: PreviewSession, em: EntityManager, query: Query) => Promise<{ update: object; answer: Answer }>,
): Promise<Answer> {
  const session = await findSession(scope, sessionId);
  const answer = await scope.em.transactional(async (em) => {
    const query = queryOf(em);
    const [locked] = await query("select id from preview_sessions where id = $1 for no key update", [session.id]);
    if (!locked) throw new NotFound("This test chat");
    const { update, answer } = await work(session, em, query);
    await postUpdate(query, { botId: session.botId, channel: "preview", lane: trialLane(session.id), update });
    return answer;
  });
  coordination.wakeUps.publish("inbox", session.botId);
  return answer;
}

const secondsNow = () => Math.floor(Date.now() / 1000);

const personOf = ({ userId, firstName, username, languageCode }: PreviewSession): User => ({
  id: userId,
  is_bot: false,
  first_name: firstName,
  ...(username && { username }),
  ...(languageCode && { language_code: languageCode }),
});

const chatOf = ({ id, first_name, username }: User): Message["chat"] => ({
  id,
  type: "private",
  first_name,
  ...(username && { username }),
});
