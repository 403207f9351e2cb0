import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { lastRealId } from "#shared/inbox/preview-person.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import { type Given, submit } from "../testing/submissions.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let botId: string;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
  botId = (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id;
});
afterAll(() => api[Symbol.asyncDispose]());

async function form(settings: object = {}): Promise<string> {
  const fields = [{ type: "text", name: "what", label: "What?" }];
  return (await person.post(`/api/v1/bots/${botId}/forms`, { name: "Order", fields, ...settings })).body.id;
}

/** Walks a form's submissions to their end, two at a time; @returns the ids in the order they came. */
async function walk(formId: string, query: Record<string, string> = {}): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const filter = new URLSearchParams({ ...query, limit: "2", ...(cursor && { cursor }) });
    const { status, body } = await person.get(`/api/v1/forms/${formId}/submissions?${filter}`);
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  }
  return ids;
}

const answers = {
  what: "Pizza",
  count: -2.5,
  extras: ["Olives", "Salt, a lot"],
  photo: { fileId: "0199b2c4-0000-7000-8000-000000000001", contentType: "image/jpeg", size: 1234 },
  place: { latitude: -33.86, longitude: 151.2 },
};

describe("a form's submissions", () => {
  test("come newest first, in pages, each as it was given", async () => {
    const id = await form();
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.unshift(await submit(api, id));
    const given: Given = { answers, formVersion: 3, firstName: "Eve", username: "eve", startParameter: "form_7" };
    const latest = await submit(api, id, { ...given, actionState: "failed", actionError: "No chat" });
    expect(await walk(id)).toEqual([latest, ...ids]);
    const { body } = await person.get(`/api/v1/forms/${id}/submissions?limit=1`);
    expect(body.items).toEqual([
      {
        id: latest,
        formId: id,
        botId,
        formVersion: 3,
        conversationId: null,
        telegramUserId: 4711,
        externalId: "4711",
        telegramUsername: "eve",
        telegramFirstName: "Eve",
        startParameter: "form_7",
        state: "complete",
        answers,
        actionState: "failed",
        actionError: "No chat",
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
      },
    ]);
    expect((await person.get(`/api/v1/submissions/${latest}`)).body).toEqual(body.items[0]);
  });

  test("do not shift a page while new ones arrive", async () => {
    const id = await form();
    const ids = [await submit(api, id), await submit(api, id), await submit(api, id)].reverse();
    const first = await person.get(`/api/v1/forms/${id}/submissions?limit=2`);
    await submit(api, id);
    const second = await person.get(`/api/v1/forms/${id}/submissions?limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items].map((item) => item.id)).toEqual(ids);
  });

  test("are those of that form alone", async () => {
    const [one, other] = [await form(), await form()];
    const ids = [await submit(api, one)];
    await submit(api, other);
    expect(await walk(one)).toEqual(ids);
  });

  test("are not those that were tried out in a test chat", async () => {
    const id = await form();
    // A column says so, and where the version before wrote none, who it was.
    const real = [
      await submit(api, id),
      await submit(api, id, { preview: false }),
      await submit(api, id, { preview: false, telegramUserId: lastRealId + 1 }),
    ];
    const tried = [
      await submit(api, id, { telegramUserId: lastRealId + 2 }),
      await submit(api, id, { preview: true, telegramUserId: lastRealId + 3 }),
    ];
    expect(await walk(id)).toEqual(real.toReversed());
    expect((await person.get(`/api/v1/forms/${id}`)).body.submissionsCount).toBe(3);
    expect((await person.get(`/api/v1/forms/${id}/submissions.json`)).body).toHaveLength(3);
    for (const one of real) expect((await person.get(`/api/v1/submissions/${one}`)).status).toBe(200);
    for (const one of tried) expect((await person.get(`/api/v1/submissions/${one}`)).status).toBe(404);
  });

  test("are narrowed down by state, and by when they began", async () => {
    const id = await form();
    const at = (day: number) => `2026-11-0${day}T12:00:00.000Z`;
    const first = await submit(api, id, { at: at(1) });
    const second = await submit(api, id, { at: at(2), state: "partial" });
    const third = await submit(api, id, { at: at(3) });
    expect(await walk(id, { state: "partial" })).toEqual([second]);
    expect(await walk(id, { state: "complete" })).toEqual([third, first]);
    expect(await walk(id, { since: at(2) })).toEqual([third, second]);
    expect(await walk(id, { until: at(2) })).toEqual([first]);
    expect(await walk(id, { since: at(2), until: at(3) })).toEqual([second]);
    expect(await walk(id, { since: at(2), until: at(3), state: "complete" })).toEqual([]);
  });

  test("are found by a part of a name or of an answer, whatever characters are in it", async () => {
    const id = await form();
    const named = await submit(api, id, { firstName: "100% _Анна_ \\o/", username: "anna_k" });
    const answered = await submit(api, id, { answers });
    expect(await walk(id, { search: "анна" })).toEqual([named]);
    expect(await walk(id, { search: "NNA_K" })).toEqual([named]);
    expect(await walk(id, { search: "%" })).toEqual([named]);
    expect(await walk(id, { search: "\\o" })).toEqual([named]);
    expect(await walk(id, { search: "pizza" })).toEqual([answered]);
    expect(await walk(id, { search: "live" })).toEqual([answered]);
    expect(await walk(id, { search: "salt, a" })).toEqual([answered]);
    expect(await walk(id, { search: "-2.5" })).toEqual([answered]);
    expect(await walk(id, { search: "" })).toHaveLength(2);
    for (const nothing of ["jpeg", "fileId", "latitude", "33.86", "what", '["', "'; drop table form_submissions; --"])
      expect(await walk(id, { search: nothing }), nothing).toEqual([]);
  });

  test.each([
    ["a state that there is none of", "state=done", "state"],
    ["a day without a time", "since=2026-11-25", "since"],
    ["a time that is none", "until=soon", "until"],
    ["a search too long", `search=${"x".repeat(101)}`, "search"],
    ["a NUL", "search=%00", "search"],
    ["a page of none", "limit=0", "limit"],
    ["a page too large", "limit=101", "limit"],
    ["another list's cursor", "cursor=WyJhIiwiYiJd", "cursor"],
  ])("asked for with %s are 400, and the query says where", async (_, query, at) => {
    const { status, body } = await person.get(`/api/v1/forms/${await form()}/submissions?${query}`);
    expect(status).toBe(400);
    expect(body.error.issues).toMatchObject([{ path: [at] }]);
  });

  test("of a form that does not exist are 404", async () => {
    expect((await person.get(`/api/v1/forms/${newId()}/submissions`)).status).toBe(404);
    expect((await person.get("/api/v1/forms/mine/submissions")).status).toBe(404);
  });
});

describe("a submission", () => {
  test("is removed, and then does not exist", async () => {
    const id = await form();
    const [kept, removed] = [await submit(api, id), await submit(api, id)];
    expect((await person.delete(`/api/v1/submissions/${removed}`)).status).toBe(204);
    expect(await walk(id)).toEqual([kept]);
    for (const gone of [
      await person.get(`/api/v1/submissions/${removed}`),
      await person.delete(`/api/v1/submissions/${removed}`),
      await person.post(`/api/v1/submissions/${removed}/retry`),
    ])
      expect(gone.status).toBe(404);
  });
});

describe("an action that failed", () => {
  const failed = { actionState: "failed", actionError: "There was no answer" } as const;
  const webhook = { onCompleteAction: "webhook", webhookUrl: "https://example.com/orders" };

  test("is due again when somebody asks for it, and runtimes are woken", async () => {
    const id = await submit(api, await form(webhook), failed);
    await api.sql("update form_submissions set action_due_at = null, action_attempts = 9 where id = $1", [id]);
    const woken: string[] = [];
    const end = api.coordination.wakeUps.subscribe("deliveries", (key) => woken.push(key));
    const { status, body } = await person.post(`/api/v1/submissions/${id}/retry`);
    end();
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, actionState: "pending", actionError: "There was no answer" });
    expect(woken).toEqual([botId]);
    const due = "select action_due_at <= now() as due, action_attempts as attempts from form_submissions where id = $1";
    expect(await api.sql(due, [id])).toEqual([{ due: true, attempts: 0 }]);
  });

  test("is begun once by two who ask at once", async () => {
    const id = await submit(api, await form(webhook), failed);
    const retry = () => person.post(`/api/v1/submissions/${id}/retry`);
    const statuses = (await Promise.all([retry(), retry()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
  });

  test.each(["none", "pending", "done"] as const)("is not one that is %s", async (actionState) => {
    const id = await submit(api, await form(webhook), { actionState });
    const { status, body } = await person.post(`/api/v1/submissions/${id}/retry`);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: "conflict", message: expect.stringContaining("has not failed") });
    expect((await person.get(`/api/v1/submissions/${id}`)).body.actionState).toBe(actionState);
  });

  test("is over when it was the model's answer: nobody could do it again", async () => {
    const id = await submit(api, await form({ onCompleteAction: "ai", aiPrompt: "Thank them" }), failed);
    const { status, body } = await person.post(`/api/v1/submissions/${id}/retry`);
    expect(status).toBe(409);
    expect(body.error.message).toContain("The model answers in the conversation");
    expect((await person.get(`/api/v1/submissions/${id}`)).body.actionState).toBe("failed");
  });
});
