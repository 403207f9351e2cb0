/**
 * Takes up submissions whose action is due. A webhook becomes a delivery, a notification an update for the bot itself, in
 * one transaction with the mark that it was taken up: so nothing is forgotten, and nothing is done by two runtimes.
 */
import type { Pool, PoolClient } from "pg";
import type { WakeUps } from "#shared/coordination/coordination.ts";
import { newId } from "#shared/db/new-id.ts";
import { plainJson } from "#shared/db/plain-text.ts";
import { nobodys, postUpdate } from "#shared/inbox/post-update.ts";
import { previewIn } from "#shared/inbox/preview-person.ts";
import { planInForce } from "#shared/plans/plans.ts";
import type { PlanId } from "#shared/schemas/plan.ts";
import type { Answers, SubmissionState } from "#shared/schemas/submission.ts";
import { chatLane } from "../../inbox/lane.ts";
import { type ActionStep, actionStep, type DueAction } from "./action-step.ts";

/** Taken up in one transaction. */
const batch = 50;
/** An update that was posted is looked after again after this time, in case it was given up. */
const lookAgain = "5 minutes";

interface DueSubmission extends Omit<DueAction, "mayPost"> {
  plan: PlanId;
  planExpiresAt: Date | null;
  id: string;
  tenantId: string;
  botId: string;
  botUsername: string | null;
  botName: string;
  formId: string;
  formName: string;
  formVersion: number;
  state: SubmissionState;
  answers: Answers;
  startParameter: string | null;
  telegramUserId: number | null;
  externalId: string | null;
  telegramUsername: string | null;
  telegramFirstName: string | null;
  preview: boolean;
  createdAt: Date;
  attempts: number;
}

interface Deps {
  pool: Pool;
  wakeUps: Pick<WakeUps, "publish">;
}

/** @returns what takes up those that are due, and resolves with how many those were */
export function createActions({ pool, wakeUps }: Deps): () => Promise<number> {
  return async () => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      const due = await dueSubmissions(client);
      const notified = new Set<string>();
      for (const submission of due) {
        const { features } = planInForce(submission, new Date());
        const step = actionStep({ ...submission, mayPost: features.includes("webhooks") });
        if (step.type === "notify") notified.add(submission.botId);
        await takeAlone(client, submission, step);
      }
      await client.query("commit");
      for (const botId of notified) wakeUps.publish("inbox", botId);
      return due.length;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  };
}

async function dueSubmissions(client: PoolClient): Promise<DueSubmission[]> {
  const { rows } = await client.query<DueSubmission>(
    `select s.id, s.tenant_id as "tenantId", s.bot_id as "botId", b.username as "botUsername", b.name as "botName",
       s.form_id as "formId", f.name as "formName", s.form_version as "formVersion", s.state, s.answers,
       s.start_parameter as "startParameter", s.telegram_user_id::float8 as "telegramUserId",
       coalesce(a.external, s.telegram_user_id::text) as "externalId", ${previewIn("s.telegram_user_id")} as preview,
       s.telegram_username as "telegramUsername", s.telegram_first_name as "telegramFirstName",
       s.created_at as "createdAt", s.action_attempts as attempts, f.on_complete_action as "onCompleteAction",
       f.webhook_url as "webhookUrl", f.notification_chat_id::float8 as "notificationChatId",
       t.plan, t.plan_expires_at as "planExpiresAt"
     from form_submissions s join forms f on f.id = s.form_id join bots b on b.id = s.bot_id join tenants t on t.id = s.tenant_id
       left join addresses a on a.bot_id = s.bot_id and a.local = s.telegram_user_id
     where s.action_state = 'pending' and s.action_due_at <= now()
     order by s.action_due_at limit ${batch} for update of s skip locked`,
  );
  return rows;
}

/** One that the database does not take must not keep back the others. */
async function takeAlone(client: PoolClient, submission: DueSubmission, step: ActionStep): Promise<void> {
  await client.query("savepoint one");
  try {
    await take(client, submission, step);
  } catch {
    await client.query("rollback to savepoint one");
    await take(client, submission, {
      type: "fail",
      reason: "This action could not be begun: check the form, then try again",
    });
  }
}

async function take(client: PoolClient, submission: DueSubmission, step: ActionStep): Promise<void> {
  const { id } = submission;
  switch (step.type) {
    case "none":
      await client.query("update form_submissions set action_state = 'none', action_error = null where id = $1", [id]);
      return;
    case "fail":
      await client.query("update form_submissions set action_state = 'failed', action_error = $2 where id = $1", [
        id,
        step.reason,
      ]);
      return;
    case "elsewhere":
      await client.query("update form_submissions set action_due_at = null where id = $1", [id]);
      return;
    case "post":
      await post(client, submission, step.url);
      return;
    case "notify":
      await notify(client, submission, step.chatId);
      return;
  }
}

/** One delivery for each submission, however often it is tried: its id tells receivers that it is the same. */
async function post(client: PoolClient, submission: DueSubmission, url: string): Promise<void> {
  const { id, tenantId, botId } = submission;
  await client.query(
    `insert into webhook_deliveries as d (id, tenant_id, bot_id, submission_id, event, url, host, payload)
     values ($1, $2, $3, $4, 'form.submitted', $5, $6, $7)
     on conflict (submission_id) do update set
       url = excluded.url, host = excluded.host, state = 'pending', next_attempt_at = now(), tried_since = now(), tries = 0
     where d.state <> 'pending'`,
    [newId(), tenantId, botId, id, url, new URL(url).host, plainJson(payloadOf(submission))],
  );
  await client.query("update form_submissions set action_due_at = null where id = $1", [id]);
}

/** What receivers are told of a submission. */
const payloadOf = (submission: DueSubmission) => ({
  event: "form.submitted",
  bot: { id: submission.botId, username: submission.botUsername, name: submission.botName },
  form: { id: submission.formId, name: submission.formName, version: submission.formVersion },
  submission: {
    id: submission.id,
    state: submission.state,
    answers: submission.answers,
    startParameter: submission.startParameter,
    createdAt: submission.createdAt.toISOString(),
  },
  user: {
    id: submission.telegramUserId,
    externalId: submission.externalId,
    username: submission.telegramUsername,
    firstName: submission.telegramFirstName,
  },
  /** Whether it was filled in in the page's test chat. */
  preview: submission.preview,
});

async function notify(client: PoolClient, submission: DueSubmission, chatId: number): Promise<void> {
  const { id: submissionId, botId, attempts } = submission;
  const lane = chatLane(chatId);
  // A bot that is off handles it when it is on again: there must not be several by then.
  const { rowCount: waiting } = await client.query(
    `select from inbox where bot_id = $1 and lane = $2 and done_at is null and channel = $4
       and payload -> 'botfactory' ->> 'submissionId' = $3`,
    [botId, lane, submissionId, nobodys],
  );
  if (!waiting) {
    const botfactory = { type: "notify", submissionId, attempt: attempts + 1 };
    const query = (sql: string, values: unknown[]) => client.query(sql, values);
    await postUpdate(query, { botId, channel: nobodys, lane, update: { botfactory } });
  }
  await client.query(
    `update form_submissions set action_due_at = now() + interval '${lookAgain}', action_attempts = action_attempts + $2
     where id = $1`,
    [submissionId, waiting ? 0 : 1],
  );
}
