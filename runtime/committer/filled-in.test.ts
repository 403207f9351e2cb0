import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { botId, committing, tenantId, update } from "../testing/committing.ts";
import type { SubmissionRecord } from "./sections/submissions.ts";

describe("how far somebody has come in a form", () => {
  const formId = randomUUID();
  const submission = (changes: Partial<SubmissionRecord> = {}): SubmissionRecord => ({
    id: randomUUID(),
    tenant_id: tenantId,
    form_id: formId,
    bot_id: botId,
    form_version: 1,
    conversation_id: randomUUID(),
    telegram_user_id: 7,
    telegram_username: null,
    telegram_first_name: "Anna",
    start_parameter: null,
    state: "partial",
    answers: { name: "Anna" },
    action_state: "none",
    action_error: null,
    preview: false,
    ...changes,
  });
  const standing = (state: string | null) => ({ bot_id: botId, tenant_id: tenantId, chat_id: 1, user_id: 7, state });

  async function withForm() {
    const db = await committing();
    await db.pool.query("insert into tenants (id, name, slug) values ($1, 'T', 't')", [tenantId]);
    await db.pool.query("insert into bots (id, tenant_id, name, shard) values ($1, $2, 'B', 0)", [botId, tenantId]);
    await db.pool.query("insert into forms (id, tenant_id, bot_id, name, fields) values ($1, $2, $3, 'F', '[]')", [
      formId,
      tenantId,
      botId,
    ]);
    return db;
  }

  test("is written, written anew and forgotten, the last word in a commit counting", async () => {
    await using db = await withForm();
    const states = async () => (await db.pool.query("select state from conversation_state")).rows;
    await db.committer.commit(db.tenure, { conversationStates: [standing('{"n":1}')] });
    expect(await states()).toEqual([{ state: { n: 1 } }]);
    await Promise.all([
      db.committer.commit(db.tenure, { conversationStates: [standing(null)] }),
      db.committer.commit(db.tenure, { conversationStates: [standing('{"n":2}')] }),
    ]);
    expect(await states()).toEqual([{ state: { n: 2 } }]);
    await db.committer.commit(db.tenure, { conversationStates: [standing(null)] });
    expect(await states()).toEqual([]);
  });

  test("ends in a submission, which a second handling writes once and does not begin to act upon again", async () => {
    await using db = await withForm();
    const rows = async () => (await db.pool.query("select state, answers, action_state from form_submissions")).rows;
    const partial = submission();
    const complete = {
      ...partial,
      state: "complete",
      answers: { name: "A", age: 3 },
      action_state: "pending",
    } as const;
    await db.committer.commit(db.tenure, { submissions: [partial] });
    await db.committer.commit(db.tenure, { submissions: [complete] });
    expect(await rows()).toEqual([{ state: "complete", answers: { name: "A", age: 3 }, action_state: "pending" }]);
    await db.pool.query("update form_submissions set action_state = 'done'");
    await db.committer.commit(db.tenure, { submissions: [complete] });
    await db.committer.commit(db.tenure, { submissions: [{ ...partial, state: "discarded" }] });
    expect(await rows()).toMatchObject([{ state: "complete", action_state: "done" }]);
  });

  test("goes with its form, and a partial submission with the word that it is not to be kept", async () => {
    await using db = await withForm();
    const partial = submission();
    await db.committer.commit(db.tenure, { submissions: [partial] });
    await db.committer.commit(db.tenure, { submissions: [{ ...partial, state: "discarded" }] });
    expect((await db.pool.query("select from form_submissions")).rowCount).toBe(0);
    await db.pool.query("delete from forms");
    await db.committer.commit(db.tenure, { submissions: [submission()], updates: [update(1)] });
    expect((await db.pool.query("select from form_submissions")).rowCount).toBe(0);
    expect(await db.stored()).toEqual([1]);
  });
});
