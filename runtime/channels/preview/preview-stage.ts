/**
 * The test chats of the bots served here, in the database, where the page's server reads them: each call of a bot is one
 * transaction, under the fence of its shard. A call that is made again under its name brings nothing anew, and is
 * answered as it was.
 */
import type { Message, User } from "grammy/types";
import type { Pool, PoolClient } from "pg";
import type { WakeUps } from "#shared/coordination/coordination.ts";
import { newId } from "#shared/db/new-id.ts";
import { plainJson, plainText } from "#shared/db/plain-text.ts";
import { imageSizeOf } from "#shared/files/image-size.ts";
import { mostPreviewBytes, previewFileId, previewFileOf } from "#shared/inbox/preview-person.ts";
import type { PreviewEvent } from "#shared/schemas/preview.ts";
import { ApiError } from "#shared/telegram/api-error.ts";
import type { KnownFile } from "#shared/telegram/attachment.ts";
import { Params } from "#shared/telegram/params.ts";
import { identityOf } from "../../bots/bot-identity.ts";
import type { ServedBot } from "../../bots/served-bot.ts";
import { Fenced } from "../../committer/committer.ts";
import { answerCall, type Done, namedFiles, namedMessages } from "./methods.ts";
import type { Upload } from "./uploads.ts";

interface Deps {
  pool: Pool;
  wakeUps: Pick<WakeUps, "publish">;
  /** Who we are in `shards.owner`. */
  owner: string;
}

/** Whose call it is, and in whose test chat. */
export interface Caller {
  bot: ServedBot;
  personId: number;
}

export interface Call {
  method: string;
  payload: Record<string, unknown>;
  /** What it brings along, by how the payload names it. */
  uploads?: ReadonlyMap<string, Upload>;
  /** The same for the same call, however often it is made; `null` for one that leaves nothing behind. */
  name: string | null;
}

interface Session {
  id: string;
  person: User;
  lastMessageId: number;
  lastEventId: number;
}

export class PreviewStage {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * @throws {ApiError} what Telegram would refuse; 403 when the session is over
   * @throws {Fenced} when the bot is no longer ours
   */
  call(caller: Caller, { method, payload, uploads = new Map(), name }: Call): Promise<unknown> {
    const params = new Params(payload);
    return this.#within(caller, async (client, session) => {
      const earlier = name === null ? undefined : await answered(client, session, name);
      if (earlier) return earlier.result;
      const done = answerCall(method, params, {
        bot: userOf(caller.bot),
        person: session.person,
        now: Math.floor(Date.now() / 1000),
        nextMessageId: session.lastMessageId + 1,
        messages: await messagesOf(client, session, namedMessages(params)),
        files: await filesOf(client, caller.bot, session, { named: namedFiles(params), uploads }),
      });
      await write(client, caller.bot, session, done, name);
      return done.result;
    });
  }

  /** Tells whoever tries the bot out what went wrong. @throws {ApiError} as above */
  async trouble(caller: Caller, code: string, message: string): Promise<void> {
    await this.#within(caller, (client, session) =>
      write(client, caller.bot, session, { result: null, events: [{ type: "trouble", code, message }] }, null),
    );
  }

  async #within<T>({ bot, personId }: Caller, work: (client: PoolClient, session: Session) => Promise<T>): Promise<T> {
    const { pool, wakeUps, owner } = this.#deps;
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const { shard, epoch } = bot.tenure;
      const fence = "select from shards where id = $1 and owner = $2 and epoch = $3 for share";
      if ((await client.query(fence, [shard, owner, epoch])).rowCount === 0) throw new Fenced(shard);
      const session = await sessionOf(client, bot, personId);
      if (!session) throw new ApiError(403, "Forbidden: the preview session is over");
      const result = await work(client, session);
      await client.query("commit");
      wakeUps.publish("preview", session.id);
      return result;
    } catch (error) {
      await client.query("rollback").catch((lost: Error) => {
        broken = lost;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

const userOf = (bot: ServedBot): User => {
  const { id, first_name, username } = identityOf(bot);
  return { id, is_bot: true, first_name, username };
};

async function sessionOf(client: PoolClient, bot: ServedBot, personId: number): Promise<Session | null> {
  const { rows } = await client.query<
    Omit<Session, "person"> & { firstName: string; username: string | null; languageCode: string | null }
  >(
    `select id, first_name as "firstName", username, language_code as "languageCode",
       last_message_id as "lastMessageId", last_event_id as "lastEventId"
     from preview_sessions where bot_id = $1 and user_id = $2 for no key update`,
    [bot.id, personId],
  );
  const [row] = rows;
  if (!row) return null;
  const { firstName, username, languageCode, ...session } = row;
  const names = {
    first_name: firstName,
    ...(username && { username }),
    ...(languageCode && { language_code: languageCode }),
  };
  return { ...session, person: { id: personId, is_bot: false, ...names } };
}

async function answered(client: PoolClient, { id }: Session, name: string): Promise<{ result: unknown } | undefined> {
  const { rows } = await client.query<{ result: unknown }>(
    "select result from preview_events where session_id = $1 and call = $2",
    [id, name],
  );
  return rows[0];
}

async function messagesOf(client: PoolClient, { id }: Session, ids: number[]): Promise<Map<number, Message>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ message: Message }>(
    "select message from preview_messages where session_id = $1 and message_id = any($2)",
    [id, ids],
  );
  return new Map(rows.map(({ message }) => [message.message_id, message]));
}

/** What the call brings along is kept with the session; a refusal takes it back with all else. */
async function filesOf(
  client: PoolClient,
  { tenantId }: ServedBot,
  { id: sessionId }: Session,
  { named, uploads }: { named: string[]; uploads: ReadonlyMap<string, Upload> },
): Promise<Map<string, KnownFile>> {
  const files = new Map<string, KnownFile>();
  for (const [reference, { name, content }] of uploads) {
    const id = newId();
    const { rowCount } = await client.query(
      `insert into preview_files (id, session_id, tenant_id, name, content) select $1, $2, $3, $4, $5
       where $6 >= $7 + (select coalesce(sum(octet_length(content)), 0) from preview_files where session_id = $2)`,
      [id, sessionId, tenantId, plainText(name), content, mostPreviewBytes, content.length],
    );
    if (rowCount === 0) throw new ApiError(413, "Request Entity Too Large");
    files.set(reference, knownFile(id, name, content));
  }
  const earlier = named.flatMap((fileId) => previewFileOf(fileId) ?? []);
  if (earlier.length === 0) return files;
  const { rows } = await client.query<{ id: string; name: string | null; content: Buffer }>(
    "select id, name, content from preview_files where session_id = $1 and id::text = any($2)",
    [sessionId, earlier],
  );
  for (const { id, name, content } of rows) {
    files.set(previewFileId(id), knownFile(id, name, content));
  }
  return files;
}

function knownFile(id: string, name: string | null, content: Buffer): KnownFile {
  const fileId = previewFileId(id);
  const image = imageSizeOf(content);
  return { id: fileId, uniqueId: fileId, size: content.length, name, mimeType: null, image };
}

async function write(
  client: PoolClient,
  { tenantId }: ServedBot,
  session: Session,
  { result, events, saved = [], removed = [] }: Done,
  name: string | null,
): Promise<void> {
  for (const message of saved)
    await client.query(
      `insert into preview_messages (session_id, message_id, tenant_id, message) values ($1, $2, $3, $4)
       on conflict (session_id, message_id) do update set message = excluded.message`,
      [session.id, message.message_id, tenantId, plainJson(message)],
    );
  if (removed.length > 0)
    await client.query("delete from preview_messages where session_id = $1 and message_id = any($2)", [
      session.id,
      removed,
    ]);
  for (const [n, event] of events.entries()) {
    // The first stands for its call.
    const call = n === 0 && name !== null ? [name, plainJson({ result })] : [null, null];
    await insertEvent(client, tenantId, session, session.lastEventId + 1 + n, event, call);
  }
  await client.query(
    "update preview_sessions set last_message_id = greatest(last_message_id, $2), last_event_id = $3 where id = $1",
    [session.id, saved.at(-1)?.message_id ?? 0, session.lastEventId + events.length],
  );
}

const insertEvent = (
  client: PoolClient,
  tenantId: string,
  session: Session,
  id: number,
  event: PreviewEvent,
  call: (string | null)[],
) =>
  client.query(
    `insert into preview_events (session_id, id, tenant_id, event, call, result)
     values ($1, $2, $3, $4, $5, $6::json -> 'result')`,
    [session.id, id, tenantId, plainJson(event), ...call],
  );
