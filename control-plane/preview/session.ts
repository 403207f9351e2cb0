/** The test chats of a tenant's bots: begun, found while they last, and ended with all that was in them. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { newId } from "#shared/db/new-id.ts";
import { NotFound } from "#shared/errors.ts";
import { trialLane } from "#shared/inbox/trial-lane.ts";
import type * as Api from "#shared/schemas/preview.ts";
import { getBot } from "../bots/service.ts";
import type { Scope } from "../http/route.ts";

export interface PreviewSession {
  id: string;
  botId: string;
  userId: number;
  firstName: string;
  username: string | null;
  languageCode: string | null;
  /** In ms since the epoch. */
  createdAt: number;
  usedAt: number;
}

/** A day without a word of the person ends a session. In milliseconds. */
export const silenceMs = 24 * 3_600_000;
/** A bot's sessions at one time: the oldest make room. */
const mostOfOneBot = 20;

const columns = `id, bot_id as "botId", user_id::float8 as "userId", first_name as "firstName", username,
  language_code as "languageCode", extract(epoch from created_at)::float8 * 1000 as "createdAt",
  extract(epoch from used_at)::float8 * 1000 as "usedAt"`;
/** What a deleted bot left behind is nobody's. */
const ofSomeBot = "exists (select from bots where bots.id = preview_sessions.bot_id)";
const lasting = `used_at > now() - interval '${silenceMs} milliseconds'`;

/** @throws {NotFound} when there is no such bot */
export async function startSession(
  scope: Scope,
  botId: string,
  { firstName, username, languageCode }: Api.StartPreview,
): Promise<PreviewSession> {
  await getBot(scope, botId);
  const { em, tenantId } = scope;
  const old = await em.execute<PreviewSession[]>(
    `select ${columns} from preview_sessions where bot_id = ? order by used_at desc offset ?`,
    [botId, mostOfOneBot - 1],
  );
  for (const session of old) await endSession(em, session);
  const [session] = await em.execute<PreviewSession[]>(
    `insert into preview_sessions (id, tenant_id, bot_id, first_name, username, language_code)
     values (?, ?, ?, ?, ?, ?) returning ${columns}`,
    [newId(), tenantId, botId, firstName, username ?? null, languageCode ?? null],
  );
  return session!;
}

/** @throws {NotFound} also when it is another tenant's, or over */
export async function findSession({ em }: Pick<Scope, "em">, id: string): Promise<PreviewSession> {
  const [session] = await em.execute<PreviewSession[]>(
    `select ${columns} from preview_sessions where id = ? and ${lasting} and ${ofSomeBot}`,
    [id],
  );
  if (!session) throw new NotFound("This test chat");
  return session;
}

/** Removes the session, its conversation, and what of it waits in the inbox. */
export async function endSession(em: EntityManager, { id, botId, userId }: PreviewSession): Promise<void> {
  await em.transactional(async (em) => {
    await em.execute("delete from preview_sessions where id = ?", [id], "run");
    await em.execute(
      // Also what was handed on, in lanes that begin like that of the session.
      "delete from inbox where bot_id = ? and starts_with(lane, ?) and done_at is null",
      [botId, trialLane(id)],
      "run",
    );
    await em.execute("delete from conversation_state where bot_id = ? and chat_id = ?", [botId, userId], "run");
    await em.execute("delete from conversations where bot_id = ? and chat_id = ?", [botId, userId], "run");
  });
}

/** @returns up to `limit` that nobody has written in for too long */
export const silentSessions = (em: EntityManager, limit: number): Promise<PreviewSession[]> =>
  em.execute(`select ${columns} from preview_sessions where not ${lasting} order by used_at limit ?`, [limit]);
