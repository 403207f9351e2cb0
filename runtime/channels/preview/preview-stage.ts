/**
 * The test chats of the bots served here, in the database, where the page's server reads them. What a call of a bot
 * comes to is worked out of what was read, and written in one statement, under the fence of its shard, if nothing has
 * changed meanwhile; else it is read anew. So no lock is held while we do something: a shard's least of all, since who
 * stands still with one keeps others from taking the shard over. A call that is made again under its name brings
 * nothing anew, and is answered as it was.
 */
import type { Message, User } from "grammy/types";
import type { Pool } from "pg";
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
    const { pool } = this.#deps;
    return this.#act(caller, name, async (session) => {
      const files = await filesOf(pool, session, { named: namedFiles(params), uploads });
      const done = answerCall(method, params, {
        bot: userOf(caller.bot),
        person: session.person,
        now: Math.floor(Date.now() / 1000),
        nextMessageId: session.lastMessageId + 1,
        messages: await messagesOf(pool, session, namedMessages(params)),
        files: new Map([...files.sent, ...files.brought].map(({ reference, known }) => [reference, known])),
      });
      return { ...done, files: files.brought };
    });
  }

  /** Tells whoever tries the bot out what went wrong. @throws {ApiError} as above */
  async trouble(caller: Caller, code: string, message: string): Promise<void> {
    const events: PreviewEvent[] = [{ type: "trouble", code, message }];
    await this.#act(caller, null, async () => ({ result: null, events, files: [] }));
  }

  async #act(
    { bot, personId }: Caller,
    name: string | null,
    work: (session: Session) => Promise<Done & { files: Brought[] }>,
  ): Promise<unknown> {
    const { pool, owner } = this.#deps;
    for (let attempt = 1; ; attempt++) {
      const session = await sessionOf(pool, bot, owner, personId);
      if (!session) throw new ApiError(403, "Forbidden: the preview session is over");
      const earlier = name === null ? undefined : await answered(pool, session, name);
      if (earlier) return earlier.result;
      const done = await work(session);
      if (await this.#write(bot, session, done, name)) return done.result;
      if (attempt === attempts) throw new Error("A test chat changes faster than its bot can write");
    }
  }

  /** @returns false when the chat is not as it was any more */
  async #write(
    { tenantId, tenure: { shard, epoch } }: ServedBot,
    session: Session,
    { result, events, saved = [], removed = [], files }: Done & { files: Brought[] },
    name: string | null,
  ): Promise<boolean> {
    const { pool, wakeUps, owner } = this.#deps;
    const { rows } = await pool.query<{ ours: boolean; written: boolean }>(writing(files.length), [
      [shard, owner, epoch],
      [session.id, tenantId],
      [session.lastMessageId, session.lastEventId],
      [Math.max(session.lastMessageId, saved.at(-1)?.message_id ?? 0), session.lastEventId + events.length],
      saved.map(({ message_id }) => message_id),
      saved.map((message) => plainJson(message)),
      removed,
      events.map((event) => plainJson(event)),
      // The first stands for its call.
      events.length > 0 ? name : null,
      plainJson({ result }),
      ...files.flatMap(({ id, name, content }) => [id, name, content]),
    ]);
    const { ours, written } = rows[0]!;
    if (!ours) throw new Fenced(shard);
    if (written) wakeUps.publish("preview", session.id);
    return written;
  }
}

/** As often as the chat may change while a call is worked out: a person writes, and another call of the bot's comes. */
const attempts = 20;

/** @param files how many are brought along: each in parameters of its own, as it may be large */
const writing = (files: number): string => `
with held as materialized (
  select from shards where id = ($1::text[])[1]::int and owner = ($1::text[])[2] and epoch = ($1::text[])[3]::int for share
),
stage as (
  update preview_sessions set last_message_id = ($4::int[])[1], last_event_id = ($4::int[])[2]
  where id = ($2::uuid[])[1] and last_message_id = ($3::int[])[1] and last_event_id = ($3::int[])[2]
    and exists (select from held)
  returning id, ($2::uuid[])[2] as tenant_id
),
${broughtIn(files)}saved as (
  insert into preview_messages (session_id, message_id, tenant_id, message)
  select stage.id, m.id, stage.tenant_id, m.message::json from stage, unnest($5::int[], $6::text[]) as m(id, message)
  on conflict (session_id, message_id) do update set message = excluded.message
),
removed as (
  delete from preview_messages m using stage where m.session_id = stage.id and m.message_id = any($7::int[])
),
told as (
  insert into preview_events (session_id, id, tenant_id, event, call, result)
  select stage.id, ($3::int[])[2] + e.n, stage.tenant_id, e.event::json,
    case e.n when 1 then $9::text end, case when e.n = 1 and $9::text is not null then $10::json -> 'result' end
  from stage, unnest($8::text[]) with ordinality as e(event, n)
)
select exists (select from held) as ours, exists (select from stage) as written`;

function broughtIn(files: number): string {
  if (files === 0) return "";
  const rows = Array.from(
    { length: files },
    (_, n) => `($${3 * n + 11}::uuid, $${3 * n + 12}::text, $${3 * n + 13}::bytea)`,
  );
  return `brought as (
  insert into preview_files (id, session_id, tenant_id, name, content)
  select f.id, stage.id, stage.tenant_id, f.name, f.content
  from stage, (values ${rows.join()}) as f(id, name, content)
),
`;
}

const userOf = (bot: ServedBot): User => {
  const { id, first_name, username } = identityOf(bot);
  return { id, is_bot: true, first_name, username };
};

/** @returns `null` when there is none. @throws {Fenced} when the bot is no longer ours */
async function sessionOf(
  pool: Pool,
  { id, tenure: { shard, epoch } }: ServedBot,
  owner: string,
  personId: number,
): Promise<Session | null> {
  const { rows } = await pool.query<
    Omit<Session, "person"> & {
      ours: boolean;
      firstName: string;
      username: string | null;
      languageCode: string | null;
    }
  >(
    `select p.id, p.first_name as "firstName", p.username, p.language_code as "languageCode",
       p.last_message_id as "lastMessageId", p.last_event_id as "lastEventId",
       exists (select from shards where id = $3 and owner = $4 and epoch = $5) as ours
     from (select) as one left join preview_sessions p on p.bot_id = $1 and p.user_id = $2`,
    [id, personId, shard, owner, epoch],
  );
  const { ours, firstName, username, languageCode, ...session } = rows[0]!;
  if (!ours) throw new Fenced(shard);
  if (session.id === null) return null;
  const names = {
    first_name: firstName,
    ...(username && { username }),
    ...(languageCode && { language_code: languageCode }),
  };
  return { ...session, person: { id: personId, is_bot: false, ...names } };
}

async function answered(pool: Pool, { id }: Session, name: string): Promise<{ result: unknown } | undefined> {
  const { rows } = await pool.query<{ result: unknown }>(
    "select result from preview_events where session_id = $1 and call = $2",
    [id, name],
  );
  return rows[0];
}

async function messagesOf(pool: Pool, { id }: Session, ids: number[]): Promise<Map<number, Message>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<{ message: Message }>(
    "select message from preview_messages where session_id = $1 and message_id = any($2)",
    [id, ids],
  );
  return new Map(rows.map(({ message }) => [message.message_id, message]));
}

interface Referred {
  /** As the call names it. */
  reference: string;
  known: KnownFile;
}

/** What the call brings along is kept with the session. */
interface Brought extends Referred {
  id: string;
  name: string;
  content: Buffer;
}

async function filesOf(
  pool: Pool,
  { id: sessionId }: Session,
  { named, uploads }: { named: string[]; uploads: ReadonlyMap<string, Upload> },
): Promise<{ sent: Referred[]; brought: Brought[] }> {
  const brought = [...uploads].map(([reference, upload]): Brought => {
    const id = newId();
    const name = plainText(upload.name);
    return { reference, id, name, content: upload.content, known: knownFile(id, upload.name, upload.content) };
  });
  if (brought.length > 0) {
    const { rows } = await pool.query<{ bytes: number }>(
      "select coalesce(sum(octet_length(content)), 0)::float8 as bytes from preview_files where session_id = $1",
      [sessionId],
    );
    const bytes = brought.reduce((sum, { content }) => sum + content.length, rows[0]!.bytes);
    if (bytes > mostPreviewBytes) throw new ApiError(413, "Request Entity Too Large");
  }
  const earlier = named.flatMap((fileId) => previewFileOf(fileId) ?? []);
  if (earlier.length === 0) return { sent: [], brought };
  const { rows } = await pool.query<{ id: string; name: string | null; content: Buffer }>(
    "select id, name, content from preview_files where session_id = $1 and id::text = any($2)",
    [sessionId, earlier],
  );
  const sent = rows.map(({ id, name, content }) => ({
    reference: previewFileId(id),
    known: knownFile(id, name, content),
  }));
  return { sent, brought };
}

function knownFile(id: string, name: string | null, content: Buffer): KnownFile {
  const fileId = previewFileId(id);
  const image = imageSizeOf(content);
  return { id: fileId, uniqueId: fileId, size: content.length, name, mimeType: null, image };
}
