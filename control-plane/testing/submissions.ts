/** Puts submissions into the database as the runtime would, for tests of what reads them. */
import { newId } from "#shared/db/new-id.ts";
import type { Answers, SubmissionState } from "#shared/schemas/submission.ts";
import type { TestedControlPlane } from "./control-plane.ts";

export interface Given {
  answers?: Answers;
  state?: SubmissionState;
  formVersion?: number;
  telegramUserId?: number;
  /** Default: as the version before the column writes it. */
  preview?: boolean | null;
  firstName?: string | null;
  username?: string | null;
  startParameter?: string | null;
  actionState?: "none" | "pending" | "done" | "failed";
  actionError?: string | null;
  /** ISO 8601. Default: now. */
  at?: string;
}

/** @returns its id */
export async function submit(
  { sql }: Pick<TestedControlPlane, "sql">,
  formId: string,
  given: Given = {},
): Promise<string> {
  const id = newId();
  await sql(
    `insert into form_submissions (id, tenant_id, form_id, bot_id, form_version, telegram_user_id, telegram_username,
       telegram_first_name, start_parameter, state, answers, action_state, action_error, created_at, updated_at,
       preview)
     select $1, tenant_id, id, bot_id, $3, $12, $4, $5, $6, $7, $8, $9, $10, $11, $11, $13 from forms where id = $2`,
    [
      id,
      formId,
      given.formVersion ?? 1,
      given.username ?? null,
      given.firstName ?? null,
      given.startParameter ?? null,
      given.state ?? "complete",
      JSON.stringify(given.answers ?? {}),
      given.actionState ?? "none",
      given.actionError ?? null,
      given.at ?? new Date().toISOString(),
      given.telegramUserId ?? 4711,
      given.preview ?? null,
    ],
  );
  return id;
}
