/** Reads conversations and their messages, as far back as the tenant's plan keeps them. */
import { Conversation } from "#shared/db/entities/conversation.ts";
import { Message } from "#shared/db/entities/message.ts";
import { Tenant } from "#shared/db/entities/tenant.ts";
import { NotFound } from "#shared/errors.ts";
import { isPreview, previewIn } from "#shared/inbox/preview-person.ts";
import type { ConversationQuery } from "#shared/schemas/conversation.ts";
import type { Page, PageQuery } from "#shared/schemas/page.ts";
import { getBot } from "../bots/service.ts";
import { namedBy } from "../external-ids.ts";
import { readCursor, writeCursor } from "../http/cursor.ts";
import { newestFirst } from "../http/newest-first.ts";
import type { Scope } from "../http/route.ts";
import { containing } from "../http/search.ts";
import { historyBegins, limitsOf } from "../tenant/limits.ts";

/** @returns those last written to first. @throws {NotFound} when there is no such bot */
export async function listConversations(
  scope: Scope,
  botId: string,
  { cursor, limit, search }: ConversationQuery,
): Promise<Page<Conversation>> {
  const { em } = scope;
  await getBot(scope, botId);
  const since = await oldestKept(scope);
  // Test chats are shown where they take place alone.
  const conditions = ["bot_id = ?", `not ${previewIn("chat_id")}`];
  const values: unknown[] = [botId];
  if (since) {
    conditions.push("last_message_at >= ?");
    values.push(since);
  }
  if (search) {
    const fields = ["telegram_first_name", "telegram_username", "chat_title", "last_message"];
    const likely = fields.map((field) => `${field} ilike ?`).join(" or ");
    const named = namedBy(search, { sql: "?", value: botId }, ["chat_id", "telegram_user_id"]);
    conditions.push(named ? `(${likely} or ${named.sql})` : `(${likely})`);
    values.push(...fields.map(() => containing(search)), ...(named?.values ?? []));
  }
  if (cursor !== undefined) {
    const [at, id] = readCursor(cursor, 2);
    // The index leads to the hour, which is all it knows.
    conditions.push("last_message_hour <= date_trunc('hour', ?::timestamptz at time zone 'UTC')");
    conditions.push("(last_message_at, id) < (?::timestamptz, ?::uuid)");
    values.push(at, at, id);
  }
  // PostgreSQL counts microseconds and JavaScript milliseconds: a cursor by the latter would skip or repeat.
  const keys = await em.execute<{ id: string; at: string }[]>(
    `select id, last_message_at::text as at from conversations where ${conditions.join(" and ")}
     order by last_message_hour desc, last_message_at desc, id desc limit ?`,
    [...values, limit + 1],
  );
  const shown = keys.slice(0, limit);
  const found = await em.find(Conversation, { id: { $in: shown.map(({ id }) => id) } });
  const byId = new Map(found.map((conversation) => [conversation.id, conversation]));
  return {
    // One that was removed in between is left out.
    items: shown.flatMap(({ id }) => byId.get(id) ?? []),
    nextCursor: keys.length > limit ? writeCursor([shown.at(-1)!.at, shown.at(-1)!.id]) : null,
  };
}

/** @throws {NotFound} also when it is older than the plan keeps */
export async function getConversation(scope: Scope, id: string): Promise<Conversation> {
  const since = await oldestKept(scope);
  const conversation = await scope.em.findOne(Conversation, {
    id,
    ...(since && { lastMessageAt: { $gte: since } }),
  });
  if (!conversation || isPreview(conversation.preview, conversation.chatId)) throw new NotFound("This conversation");
  return conversation;
}

/** @returns newest first. @throws {NotFound} when there is no such conversation */
export async function listMessages(scope: Scope, id: string, query: PageQuery): Promise<Page<Message>> {
  await getConversation(scope, id);
  const since = await oldestKept(scope);
  return newestFirst(query, (older, options) =>
    scope.em.find(Message, { conversation: id, ...older, ...(since && { createdAt: { $gte: since } }) }, options),
  );
}

async function oldestKept({ em, tenantId }: Scope): Promise<Date | null> {
  const now = new Date();
  return historyBegins(limitsOf(await em.findOneOrFail(Tenant, tenantId), now), now);
}
