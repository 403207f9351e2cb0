/**
 * The deliveries in the database, which all runtimes share. Who claims one has it until the claim ends by itself, so a
 * runtime that dies loses none; and one that was only slow may deliver twice, which receivers tell by the id.
 */
import type { Pool } from "pg";
import { newId } from "#shared/db/new-id.ts";
import { plainJson, plainText } from "#shared/db/plain-text.ts";
import type { DeliveryAttempt, WebhookEvent } from "#shared/schemas/webhook-delivery.ts";
import { BotGone } from "../committer/bot-gone.ts";
import { retryDelay } from "../dispatcher/retry-delay.ts";
import type { Candidate } from "./delivery-slots.ts";

/** Longer than an attempt takes with all that belongs to it, in milliseconds. */
const claimMs = 15_000;
const attemptsKept = 20;
/** Due deliveries that are looked at in one go. */
const lookAt = 256;

export interface Delivery extends Candidate {
  readonly botId: string;
  readonly url: string;
  /** The same text at every attempt. */
  readonly body: string;
  /** Attempts before this one. */
  readonly tries: number;
  /** Since it was first tried, in milliseconds. */
  readonly ageMs: number;
}

export interface NewDelivery {
  tenantId: string;
  botId: string;
  event: WebhookEvent;
  url: string;
  payload: object;
}

/** One attempt, and whether it arrived. */
export interface Tried {
  attempt: DeliveryAttempt;
  delivered: boolean;
  /** How long the receiver asks to wait, in milliseconds. */
  retryAfterMs?: number | null;
}

export interface Due {
  deliveries: Candidate[];
  /** Whether submissions wait for their action. */
  actions: boolean;
}

export interface Deliveries {
  /** What is to be done now, without what is `full`. One read, and nothing is claimed by it. */
  due(full: { hosts: string[]; tenants: string[] }): Promise<Due>;
  /** @returns those that nobody else has claimed meanwhile */
  claim(ids: readonly string[]): Promise<Delivery[]>;
  /** Writes how an attempt went, and what follows from it: for the submission too. @returns the state it is in now */
  record(delivery: Delivery, tried: Tried): Promise<"pending" | "delivered" | "failed">;
  /** Lets others take up at once what was claimed here and not tried. */
  release(ids: readonly string[]): Promise<void>;
  /**
   * Claims the delivery that tells of the update at `inboxSeq`: a new one, or what an earlier handling has made.
   *
   * @throws {BotGone}
   */
  forUpdate(inboxSeq: number, made: NewDelivery): Promise<Delivery & { delivered: boolean; lastAnswer: string | null }>;
}

const columns = `id, tenant_id as "tenantId", bot_id as "botId", url, host, payload::text as body, tries,
  extract(epoch from now() - tried_since)::float8 * 1000 as "ageMs"`;

/** Whose bot or form was deleted is told nothing more. */
const stillThere = `exists (select from bots where bots.id = webhook_deliveries.bot_id)
  and (submission_id is null or exists (
    select from form_submissions s join forms f on f.id = s.form_id where s.id = webhook_deliveries.submission_id
  ))`;

export function createDeliveries({ pool }: { pool: Pool }): Deliveries {
  return {
    async due({ hosts, tenants }) {
      const { rows } = await pool.query<{ deliveries: Candidate[] | null; actions: boolean }>({
        name: "due deliveries",
        text: `select
            exists (select from form_submissions where action_state = 'pending' and action_due_at <= now()) as actions,
            (select json_agg(json_build_object('id', id, 'host', host, 'tenantId', tenant_id)) from (
              select id, host, tenant_id from webhook_deliveries
              where state = 'pending' and next_attempt_at <= now() and host <> all($1) and tenant_id <> all($2::uuid[])
                and ${stillThere}
              order by next_attempt_at limit ${lookAt}
            ) as d) as deliveries`,
        values: [hosts, tenants],
      });
      const [{ deliveries, actions } = { deliveries: null, actions: false }] = rows;
      return { deliveries: deliveries ?? [], actions };
    },

    async claim(ids) {
      const { rows } = await pool.query<Delivery>(
        `update webhook_deliveries set next_attempt_at = now() + interval '${claimMs} ms' where id in (
           select id from webhook_deliveries
           where id = any($1) and state = 'pending' and next_attempt_at <= now() and ${stillThere} for update skip locked
         ) returning ${columns}`,
        [ids],
      );
      return rows;
    },

    async record({ id, tries, ageMs }, { attempt, delivered, retryAfterMs: askedMs = null }) {
      const delay = delivered ? null : retryDelay({ tries: tries + 1, ageMs: ageMs + attempt.durationMs, askedMs });
      const state = delivered ? "delivered" : delay === null ? "failed" : "pending";
      const reason = delivered ? null : plainText(attempt.error ?? "");
      const { rows } = await pool.query<{ state: typeof state }>(
        `with tried as (
           update webhook_deliveries set
             attempts = (
               select jsonb_agg(attempt order by n) from (
                 select attempt, n from jsonb_array_elements(attempts || $2::jsonb) with ordinality as a(attempt, n)
                 order by n desc limit ${attemptsKept}
               ) as latest
             ),
             tries = tries + 1,
             -- Another runtime may have delivered it, or given it up: an arrival stands.
             state = case when $3 = 'delivered' or state = 'pending' then $3 else state end,
             next_attempt_at = case when $3 = 'pending' and state = 'pending'
               then now() + make_interval(secs => $4::float8 / 1000) end,
             updated_at = now()
           where id = $1
           returning submission_id, state
         ), told as (
           update form_submissions s set
             action_state = case tried.state when 'delivered' then 'done' else tried.state end,
             action_error = $5
           from tried where s.id = tried.submission_id and s.action_state = 'pending'
         )
         select state from tried`,
        [id, plainJson([attempt]), state, delay, reason],
      );
      return rows[0]?.state ?? state;
    },

    async release(ids) {
      await pool.query(
        "update webhook_deliveries set next_attempt_at = now() where id = any($1) and state = 'pending'",
        [ids],
      );
    },

    async forUpdate(inboxSeq, { tenantId, botId, event, url, payload }) {
      const { rows } = await pool.query<Awaited<ReturnType<Deliveries["forUpdate"]>>>(
        `insert into webhook_deliveries as d
           (id, tenant_id, bot_id, inbox_seq, event, url, host, payload, next_attempt_at)
         select $1, $2, id, $4, $5, $6, $7, $8, now() + interval '${claimMs} ms' from bots where id = $3
         on conflict (inbox_seq) do update
           set next_attempt_at = case when d.state = 'pending' then excluded.next_attempt_at end
         returning ${columns}, state = 'delivered' as delivered, attempts -> -1 ->> 'answer' as "lastAnswer"`,
        [newId(), tenantId, botId, inboxSeq, event, plainText(url), new URL(url).host, plainJson(payload)],
      );
      if (rows.length === 0) throw new BotGone();
      return rows[0]!;
    },
  };
}
