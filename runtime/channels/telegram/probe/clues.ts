/**
 * What the database tells of where a lost message may stand: which ids of its counter are known, and whose they are. Read
 * only when one is looked for, by indexes alone.
 */
import type { Pool } from "pg";
import { chatLane } from "../../../inbox/lane.ts";
import type { CutOffSend } from "../../../turn/fate.ts";
import type { Numbering } from "./candidates.ts";

export interface Clues extends Numbering {
  /** Whatever was written to the bot before this id was given, in its counter, is known. */
  readonly heardUpTo: number;
  /** Messages of that chat that are there and are no polls, the newest first. */
  readonly witnesses: readonly number[];
  /** Whether another message to that chat may have been lost at that time: which is which, an id does not tell. */
  readonly hasTwins: boolean;
  /** How many more of the counter may have been lost at that time: each has an id that is not known, or none. */
  readonly othersLost: number;
  /** How many of the counter are lost or on their way, whenever they were sent: their ids may become known. */
  readonly othersOpen: number;
}

/** A message or an update that waits, with what is known of it. */
export interface Trace {
  /** `null` where it is not known, or has none. */
  readonly id: number | null;
  readonly chatId: number;
  /** In the inbox: of the update that it is, or answers. */
  readonly seq: number;
  /** 0 came in; `null` for an update that waits, and that is no message yet. */
  readonly step: number | null;
  readonly type: string | null;
  readonly status: string | null;
  /** ms since the epoch. */
  readonly at: number;
}

/** So many of the bot's last updates are looked at, and so many of the chat's last messages. */
const updatesSeen = 1_000;
const messagesSeen = 200;
/** What was lost so long before it, or after, has nothing to do with it. In milliseconds. */
const beforeMs = 10 * 60_000;
const afterMs = 10_000;

export async function readTraces(pool: Pool, { bot, conversationId, chatId }: CutOffSend): Promise<Trace[]> {
  const { rows } = await pool.query<Trace>(
    `with recent as materialized (
       select seq, done_at, payload, received_at from inbox
       where bot_id = $1 and update_id > 0 order by update_id desc limit ${updatesSeen}
     ),
     waiting as (
       select seq, payload, received_at from recent where done_at is null
       union all
       (select seq, payload, received_at from inbox where bot_id = $1 and lane = $3 and done_at is null
        order by seq limit ${updatesSeen})
     ),
     brought as (
       -- Not the message under a button that was pressed: it may be the one that is looked for.
       select seq, received_at, coalesce(payload -> 'message', payload -> 'edited_message') as message from waiting
     ),
     said as (
       select m.* from recent r join messages m on m.inbox_seq = r.seq where m.conversation_id <> $2
       union all
       (select m.* from messages m where m.conversation_id = $2 order by m.id desc limit ${messagesSeen})
     )
     select m.telegram_message_id::float8 as id, c.chat_id::float8 as "chatId", m.inbox_seq::float8 as seq,
       m.step::int as step, m.message_type as type, m.status, extract(epoch from m.created_at)::float8 * 1000 as at
     from said m join conversations c on c.id = m.conversation_id
     union all
     select (message ->> 'message_id')::float8, (message -> 'chat' ->> 'id')::float8, seq::float8, null, null, null,
       extract(epoch from received_at)::float8 * 1000
     from brought
     where json_typeof(message -> 'message_id') = 'number' and json_typeof(message -> 'chat' -> 'id') = 'number'`,
    [bot.id, conversationId, chatLane(chatId)],
  );
  return rows;
}

/** Supergroups and channels have ids from here downwards, and a counter each; all other chats share their bot's. */
const ownCounterFrom = -1_000_000_000_000;
const counterOf = (chatId: number) => (chatId <= ownCounterFrom ? chatId : "shared");

/** What may be a poll, which asking would stop: those, and copies of whatever it was. */
const mayBePoll = (type: string | null) => type === "poll" || type === "message";
/** An album stands there several times. */
const isOne = (type: string | null) => !mayBePoll(type) && type !== "mediagroup";

type Lost = Pick<CutOffSend, "seq" | "step" | "chatId">;

/** @returns `null` where nothing is to be asked: too little is known, or it might be a poll */
export function cluesFrom(traces: readonly Trace[], { seq, step, chatId }: Lost): Clues | null {
  const counted = traces.filter((trace) => counterOf(trace.chatId) === counterOf(chatId));
  const here = counted.filter((trace) => trace.chatId === chatId);
  const lost = here.find((trace) => trace.seq === seq && trace.step === step);
  if (!lost || !isOne(lost.type)) return null;

  const alsoLost = counted.filter((trace) => trace !== lost && isLost(trace) && trace.at >= lost.at - beforeMs);
  const twins = alsoLost.filter((trace) => trace.chatId === chatId);
  if (twins.some(({ type }) => !isOne(type))) return null;

  const known = new Set(counted.flatMap(({ id }) => id ?? []));
  // It was stored before what answers it was sent, and was there before that.
  const earlier = counted.flatMap((trace) => (cameIn(trace) && trace.seq <= seq ? (trace.id ?? []) : []));
  if (earlier.length === 0) return null;
  const witnesses = here.flatMap(({ id, step, type }) => (step === null || mayBePoll(type) ? [] : (id ?? [])));
  return {
    after: Math.max(...earlier),
    known,
    heardUpTo: Math.max(...counted.flatMap((trace) => (cameIn(trace) ? (trace.id ?? []) : []))),
    witnesses: witnesses.sort((a, b) => b - a),
    hasTwins: twins.length > 0,
    othersLost: alsoLost.filter((trace) => trace.at <= lost.at + afterMs).length,
    othersOpen: counted.filter((trace) => trace !== lost && isLost(trace)).length,
  };
}

const cameIn = ({ step }: Trace) => step === 0 || step === null;
const isLost = ({ id, step, status }: Trace) =>
  id === null && step !== null && step > 0 && (status === "sending" || status === "unknown");
