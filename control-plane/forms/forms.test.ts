import { RE2JS } from "re2js";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let botId: string;
let forms: string;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
  botId = await newBot();
  forms = `/api/v1/bots/${botId}/forms`;
});
afterAll(() => api[Symbol.asyncDispose]());

const newBot = async () =>
  (await person.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id as string;

const what = { type: "text", name: "what", label: "What would you like?" };
const order = { name: "Order", fields: [what] };

/** One of each type, with every setting it has. */
const everyField = [
  {
    ...{ type: "text", name: "code", label: "Your code?", help: "Three capitals" },
    validation: { minLength: 3, maxLength: 3, pattern: "[A-Z]+", patternHint: "capitals" },
  },
  { type: "number", name: "age", label: "Age?", validation: { min: 0, max: 150, integer: true } },
  { type: "email", name: "email", label: "Email?" },
  { type: "phone", name: "phone", label: "Phone?", required: false },
  { type: "date", name: "day", label: "Day?", validation: { min: "today", max: "2030-01-31" } },
  { type: "select", name: "size", label: "Size?", options: ["S", "M"] },
  {
    ...{ type: "multiselect", name: "extras", label: "Extras?", options: ["Milk", "Sugar"] },
    validation: { min: 0, max: 2 },
    condition: { field: "size", operator: "equals", value: "M" },
  },
  { type: "photo", name: "photo", label: "Photo?", validation: { maxMegabytes: 5 } },
  { type: "location", name: "place", label: "Where?", condition: { field: "age", operator: "exceeds", value: 17 } },
];

const revision = async () => Number((await api.sql("select revision from bots where id = $1", [botId]))[0]!.revision);

/** @returns whether `work` drew a new revision of the bot and told its runtime */
async function isHeard(work: () => Promise<unknown>): Promise<boolean> {
  const woken: string[] = [];
  const end = api.coordination.wakeUps.subscribe("bot", (id) => woken.push(id));
  const before = await revision();
  await work();
  end();
  return (await revision()) > before && woken.includes(botId);
}

describe("a form", () => {
  test("is created with what was left out filled in, read, changed and deleted", async () => {
    const made = await person.post(forms, order);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      botId,
      name: "Order",
      names: {},
      description: "",
      version: 1,
      fields: [{ ...what, required: true, help: null, condition: null, validation: {} }],
      defaultCountry: null,
      onCompleteAction: "save",
      webhookUrl: null,
      notificationChatId: null,
      notificationChatExternalId: null,
      notificationChatTitle: null,
      aiPrompt: null,
      completionMessage: null,
      completionMessages: {},
      isActive: true,
      submissionsCount: 0,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const address = `/api/v1/forms/${made.body.id}`;
    expect((await person.get(address)).body).toEqual(made.body);
    const changed = await person.patch(address, { description: "Orders", completionMessage: "Thanks!" });
    expect(changed.body).toEqual({
      ...made.body,
      description: "Orders",
      completionMessage: "Thanks!",
      updatedAt: changed.body.updatedAt,
    });
    expect((await person.delete(address)).status).toBe(204);
    for (const gone of [await person.get(address), await person.patch(address, {}), await person.delete(address)])
      expect(gone.status).toBe(404);
  });

  test("may ask all nine types of questions, and gives them back as they were sent", async () => {
    const { status, body } = await person.post(forms, { name: "All", fields: everyField });
    expect(status).toBe(201);
    expect(body.fields).toMatchObject(everyField);
    expect((await person.get(`/api/v1/forms/${body.id}`)).body.fields).toEqual(body.fields);
  });

  test("is a new version when its questions change, and only then", async () => {
    const { body } = await person.post(forms, { name: "All", fields: everyField });
    const address = `/api/v1/forms/${body.id}`;
    const version = async (changes: object) => (await person.patch(address, changes)).body.version;
    expect(await version({ name: "Other", isActive: false, defaultCountry: "DE" })).toBe(1);
    expect(await version({ fields: body.fields })).toBe(1);
    expect(await version({ fields: everyField })).toBe(1);
    expect(await version({ fields: everyField.toReversed().slice(3) })).toBe(2);
    expect(await version({ fields: [{ ...what, help: "Anything" }] })).toBe(3);
    expect(await version({ fields: [] })).toBeUndefined();
    expect((await person.get(address)).body.version).toBe(3);
  });

  test("keeps the questions of each version as they were, for as long as it is there", async () => {
    const { body } = await person.post(forms, order);
    const address = `/api/v1/forms/${body.id}`;
    await person.patch(address, { name: "Other" });
    await person.patch(address, { fields: [{ ...what, label: "Which one?" }] });
    const kept = () =>
      api.sql(
        "select version, fields #>> '{0,label}' as label from form_versions where form_id = $1 order by version",
        [body.id],
      );
    expect(await kept()).toEqual([
      { version: 1, label: what.label },
      { version: 2, label: "Which one?" },
    ]);
    await person.delete(address);
    expect(await kept()).toEqual([]);
  });

  test("may speak several languages: its questions in its version, the rest at once", async () => {
    const fields = [
      { ...what, labels: { ru: "Что?" }, helps: { ru: "Всё" }, validation: { patternHints: { en: "Words" } } },
      {
        ...{ type: "select", name: "size", label: "Size?", options: ["S", "M"] },
        optionTexts: { S: { ru: "Малый" }, M: { ru: "Средний", en: "Medium" } },
      },
    ];
    const names = { ru: "Заказ" };
    const { status, body } = await person.post(forms, { ...order, fields, names, completionMessages: { ru: "Пока" } });
    expect([status, body.version]).toEqual([201, 1]);
    expect(body).toMatchObject({ fields, names, completionMessages: { ru: "Пока" } });
    const address = `/api/v1/forms/${body.id}`;
    const changed = await person.patch(address, { names: { en: "Order!" }, completionMessages: {} });
    expect(changed.body).toMatchObject({ version: 1, fields, names: { en: "Order!" }, completionMessages: {} });
    expect(changed.body.names).toEqual({ en: "Order!" });
    const other = [{ ...body.fields[0], labels: { ru: "А что?" } }, body.fields[1]];
    expect((await person.patch(address, { fields: other })).body).toMatchObject({ version: 2, fields: other });
  });

  test("has a version of its own for each of two changes at once", async () => {
    const { body } = await person.post(forms, order);
    const versions = await Promise.all(
      ["A", "B", "C"].map(async (label) => {
        const changed = await person.patch(`/api/v1/forms/${body.id}`, { fields: [{ ...what, label }] });
        return changed.body.version;
      }),
    );
    expect(versions.sort()).toEqual([2, 3, 4]);
  });

  test("is heard of by the bot's runtime when it is created, changed and deleted", async () => {
    let id = "";
    expect(await isHeard(async () => (id = (await person.post(forms, order)).body.id))).toBe(true);
    expect(await isHeard(() => person.patch(`/api/v1/forms/${id}`, { isActive: false }))).toBe(true);
    expect(await isHeard(() => person.patch(`/api/v1/forms/${id}`, { isActive: "no" }))).toBe(false);
    expect(await isHeard(() => person.delete(`/api/v1/forms/${id}`))).toBe(true);
  });

  test("forgets its chat's name when another chat is set by hand", async () => {
    const { body } = await person.post(forms, { ...order, onCompleteAction: "notify", notificationChatId: -1001234 });
    const address = `/api/v1/forms/${body.id}`;
    await api.sql("update forms set notification_chat_title = 'Kitchen' where id = $1", [body.id]);
    const same = await person.patch(address, { name: "Lunch", notificationChatId: -1001234 });
    expect(same.body).toMatchObject({ notificationChatId: -1001234, notificationChatTitle: "Kitchen" });
    const other = await person.patch(address, { notificationChatId: 77 });
    expect(other.body).toMatchObject({ notificationChatId: 77, notificationChatTitle: null });
  });

  test("counts its submissions, and takes them along", async () => {
    const { body: counted } = await person.post(forms, order);
    const { body: other } = await person.post(forms, order);
    for (const [form, state] of [
      [counted.id, "complete"],
      [counted.id, "partial"],
      [other.id, "complete"],
    ])
      await api.sql(
        `insert into form_submissions (id, tenant_id, form_id, bot_id, form_version, state, answers)
         select $1, tenant_id, $2, bot_id, 1, $3, '{}' from forms where id = $2`,
        [newId(), form, state],
      );
    expect((await person.get(`/api/v1/forms/${counted.id}`)).body.submissionsCount).toBe(2);
    expect((await person.patch(`/api/v1/forms/${counted.id}`, {})).body.submissionsCount).toBe(2);
    const listed = (await person.get(forms)).body.items as { id: string; submissionsCount: number }[];
    const counts = Object.fromEntries(listed.map(({ id, submissionsCount }) => [id, submissionsCount]));
    expect(counts).toMatchObject({ [counted.id]: 2, [other.id]: 1 });
    await person.delete(`/api/v1/forms/${counted.id}`);
    const left = () => api.sql("select form_id from form_submissions where bot_id = $1", [botId]);
    await expect.poll(left).toEqual([{ form_id: other.id }]);
  });

  test("cannot be changed into one that lacks what its action needs", async () => {
    const { body } = await person.post(forms, order);
    const address = `/api/v1/forms/${body.id}`;
    for (const [changes, path] of [
      [{ onCompleteAction: "webhook" }, ["webhookUrl"]],
      [{ onCompleteAction: "ai", aiPrompt: " " }, ["aiPrompt"]],
    ] as const) {
      const answer = await person.patch(address, changes);
      expect(answer.status).toBe(400);
      expect(answer.body.error.issues).toMatchObject([{ path }]);
    }
    expect((await person.get(address)).body).toEqual(body);
    const whole = { onCompleteAction: "webhook", webhookUrl: "https://example.com/orders" };
    expect((await person.patch(address, whole)).body).toMatchObject(whole);
    expect((await person.patch(address, { webhookUrl: null })).status).toBe(400);
  });

  const asking = (...fields: object[]) => ({ name: "Order", fields });
  const age = { type: "number", name: "age", label: "Age?" };
  const size = { type: "select", name: "size", label: "Size?", options: ["S", "M"] };
  const photo = { type: "photo", name: "photo", label: "Photo?" };
  const day = { type: "date", name: "day", label: "Day?" };
  const when = (field: string, operator: string, value: unknown) => ({
    ...what,
    condition: { field, operator, value },
  });

  test.each<[string, object, (string | number)[]]>([
    ["no name", { fields: [what] }, ["name"]],
    ["a name nobody can see", { ...order, name: " \u200b " }, ["name"]],
    ["no questions", asking(), ["fields"]],
    ["51 questions", asking(...Array.from({ length: 51 }, (_, n) => ({ ...what, name: `q${n}` }))), ["fields"]],
    ["a question of no type", asking({ name: "a", label: "A?" }), ["fields", 0, "type"]],
    ["a question of an unknown type", asking(what, { ...what, type: "file" }), ["fields", 1, "type"]],
    ["a question that asks nothing", asking({ ...what, label: "" }), ["fields", 0, "label"]],
    ["a name with a space", asking({ ...what, name: "a b" }), ["fields", 0, "name"]],
    ["the same name twice", asking(what, { ...age, name: "What" }), ["fields", 1, "name"]],
    ["a setting of another type", asking({ ...what, options: ["A"] }), ["fields", 0]],
    ["a select without options", asking({ ...size, options: [] }), ["fields", 0, "options"]],
    ["the same option twice", asking({ ...size, options: ["S", "S "] }), ["fields", 0, "options"]],
    ["a translation into no language", asking({ ...what, labels: { xx: "?" } }), ["fields", 0, "labels"]],
    ["an empty translation", asking({ ...what, helps: { ru: " " } }), ["fields", 0, "helps", "ru"]],
    ["a translation that is too long", { ...order, names: { ru: "я".repeat(101) } }, ["names", "ru"]],
    ["a translation of nothing", asking({ ...what, titles: { ru: "Что?" } }), ["fields", 0]],
    ["options' texts elsewhere", asking({ ...age, optionTexts: {} }), ["fields", 0]],
    ["a text of no option", asking({ ...size, optionTexts: { L: { ru: "Б" } } }), ["fields", 0, "optionTexts", "L"]],
    [
      "an option that reads like another",
      asking({ ...size, optionTexts: { S: { ru: "M" } } }),
      ["fields", 0, "optionTexts", "S", "ru"],
    ],
    ["limits the wrong way round", asking({ ...age, validation: { min: 2, max: 1 } }), ["fields", 0, "validation"]],
    ["a day that is none", asking({ ...day, validation: { min: "2026-02-30" } }), ["fields", 0, "validation", "min"]],
    ["a backreference", asking(age, pattern("(a)\\1")), ["fields", 1, "validation", "pattern"]],
    ["a lookahead", asking(pattern("(?=a)")), ["fields", 0, "validation", "pattern"]],
    ["an open bracket", asking(pattern("(a")), ["fields", 0, "validation", "pattern"]],
    ["a huge pattern", asking(pattern("(\\pL?){1000}")), ["fields", 0, "validation", "pattern"]],
    ["a condition on a later question", asking(when("age", "equals", 1), age), ["fields", 0, "condition", "field"]],
    ["a condition on itself", asking(when("what", "equals", "a")), ["fields", 0, "condition", "field"]],
    ["a condition on a photo", asking(photo, when("photo", "equals", "a")), ["fields", 1, "condition", "field"]],
    ["more than an option", asking(size, when("size", "exceeds", "S")), ["fields", 1, "condition", "operator"]],
    ["an option that is none", asking(size, when("size", "equals", "L")), ["fields", 1, "condition", "value"]],
    ["a number compared with a word", asking(age, when("age", "exceeds", "x")), ["fields", 1, "condition", "value"]],
    ["a date compared with a word", asking(day, when("day", "exceeds", "May")), ["fields", 1, "condition", "value"]],
    ["a country of three letters", { ...order, defaultCountry: "DEU" }, ["defaultCountry"]],
    ["a country without phones", { ...order, defaultCountry: "XX" }, ["defaultCountry"]],
    ["an unknown action", { ...order, onCompleteAction: "fax" }, ["onCompleteAction"]],
    ["nowhere to post to", { ...order, onCompleteAction: "webhook" }, ["webhookUrl"]],
    ["a file to post to", { ...order, webhookUrl: "file:///etc/passwd" }, ["webhookUrl"]],
    ["a password in the address", { ...order, webhookUrl: "https://a:b@example.com" }, ["webhookUrl"]],
    ["nothing for the model to do", { ...order, onCompleteAction: "ai" }, ["aiPrompt"]],
    ["a chat id beyond what numbers hold", { ...order, notificationChatId: 2 ** 60 }, ["notificationChatId"]],
    ["a chat's name", { ...order, notificationChatTitle: "Kitchen" }, []],
    ["a version", { ...order, version: 7 }, []],
    ["a NUL in a question", asking({ ...what, label: "a\0" }), ["fields", 0, "label"]],
  ])("with %s is 400 and says where", async (_, form, path) => {
    const { status, body } = await person.post(forms, form);
    expect(status).toBe(400);
    expect(body.error.issues).toMatchObject([{ path, message: expect.stringMatching(/./) }]);
  });

  test("with several faults names each, those that only the server finds as well", async () => {
    const { body } = await person.post(forms, {
      ...asking(pattern("(a"), { ...pattern("[b"), name: "other" }),
      defaultCountry: "XX",
    });
    expect(body.error.message).toBe("Check the marked fields");
    expect(body.error.issues.map(({ path }: { path: unknown[] }) => path.join("."))).toEqual([
      "fields.0.validation.pattern",
      "fields.1.validation.pattern",
      "defaultCountry",
    ]);
  });

  test("takes conditions that some answer meets, and a country in small letters", async () => {
    const form = asking(
      ...[age, size, day, { ...size, type: "multiselect", name: "extras" }],
      { ...when("age", "exceeds", "17"), name: "a" },
      { ...when("SIZE", "equals", "m"), name: "b" },
      { ...when("day", "exceeds", "2026-11-25"), name: "c" },
      { ...when("extras", "contains", "S"), name: "d" },
      { ...when("a", "contains", "anything"), name: "e" },
    );
    const { status, body } = await person.post(forms, { ...form, defaultCountry: "de" });
    expect(status).toBe(201);
    expect(body.defaultCountry).toBe("DE");
  });

  test.each(["constructor", "toString"])(
    "keeps a question by the name %s apart from what objects have",
    async (name) => {
      const { status, body } = await person.post(forms, asking({ ...what, name }));
      expect(status).toBe(201);
      expect(body.fields[0].name).toBe(name);
    },
  );

  function pattern(pattern: string) {
    return { ...what, validation: { pattern } };
  }
});

describe("a bot's forms", () => {
  test("are listed newest first, in pages", async () => {
    const address = `/api/v1/bots/${await newBot()}/forms`;
    const ids: string[] = [];
    for (const name of ["A", "B", "C"]) ids.unshift((await person.post(address, { ...order, name })).body.id);
    const first = await person.get(`${address}?limit=2`);
    const second = await person.get(`${address}?limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(ids);
    expect(second.body.nextCursor).toBeNull();
    expect((await person.get(`${address}?cursor=nonsense`)).body.error.issues).toMatchObject([{ path: ["cursor"] }]);
    expect((await person.get(`${address}?limit=0`)).status).toBe(400);
  });

  test("are a hundred at most", async () => {
    const bot = await newBot();
    const address = `/api/v1/bots/${bot}/forms`;
    await person.post(address, order);
    await api.sql(
      `insert into forms (id, tenant_id, bot_id, name, fields)
       select gen_random_uuid(), tenant_id, bot_id, name, fields from forms, generate_series(1, 98) where bot_id = $1`,
      [bot],
    );
    const attempts = await Promise.all([person.post(address, order), person.post(address, order)]);
    expect(attempts.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(attempts.find(({ status }) => status === 409)!.body.error.message).toContain("at most 100");
  });

  test("of a bot that does not exist are 404", async () => {
    const address = `/api/v1/bots/${crypto.randomUUID()}/forms`;
    expect((await person.get(address)).status).toBe(404);
    expect((await person.post(address, order)).status).toBe(404);
  });
});

describe("a form full of patterns that are costly to unroll", () => {
  const fields = Array.from({ length: 50 }, (_, n) => ({
    ...what,
    name: `f${n}`,
    validation: { pattern: `${"[a-z]{1000}".repeat(45)}${n}` },
  }));

  test("is refused, naming each, and none of them is unrolled", async () => {
    const compile = vi.spyOn(RE2JS, "compile");
    onTestFinished(() => compile.mockRestore());
    const { status, body } = await person.post(forms, { name: "Costly", fields });
    expect([status, body.error.issues.length]).toEqual([400, 50]);
    expect(body.error.issues[0].message).toBe("This pattern is too large: repeat less in it");
    expect(compile).not.toHaveBeenCalled();
  });

  test("is not looked at for somebody who may not have it", async () => {
    const compile = vi.spyOn(RE2JS, "compile");
    onTestFinished(() => compile.mockRestore());
    const small = { name: "Small", fields: [{ ...what, validation: { pattern: "[a-z]{1,7}not seen before" } }] };
    const nowhere = await person.post(`/api/v1/bots/${newId()}/forms`, small);
    expect(nowhere.status).toBe(404);
    const stranger = await api.person("Stranger");
    const theirs = await stranger.post("/api/v1/bots", { token: api.telegram.addBot().token });
    for (const form of [small, { name: "Costly", fields }]) {
      const refused = await stranger.post(`/api/v1/bots/${theirs.body.id}/forms`, form);
      expect(refused.body.error.message).toBe("Forms come with the plan Starter");
    }
    expect(compile).not.toHaveBeenCalled();
  });
});

describe("a plan without forms", () => {
  test("makes no new ones, naming the plan that does, and leaves those that are there", async () => {
    const free = await api.person("Free");
    const tenantId = (await free.get("/api/v1/tenant")).body.id;
    const address = `/api/v1/bots/${(await free.post("/api/v1/bots", { token: api.telegram.addBot().token })).body.id}/forms`;
    const setPlan = (plan: string) => api.sql("update tenants set plan = $1 where id = $2", [plan, tenantId]);
    const refused = await free.post(address, order);
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatchObject({
      code: "limit_reached",
      message: "Forms come with the plan Starter",
    });
    await setPlan("starter");
    const { status, body } = await free.post(address, order);
    expect(status).toBe(201);
    await setPlan("free");
    expect((await free.get(address)).body.items).toEqual([body]);
    expect((await free.patch(`/api/v1/forms/${body.id}`, { isActive: false })).status).toBe(200);
    const posting = { onCompleteAction: "webhook", webhookUrl: "https://example.com" };
    expect((await free.patch(`/api/v1/forms/${body.id}`, posting)).body.error.message).toBe(
      "Webhooks come with the plan Starter",
    );
    expect((await free.delete(`/api/v1/forms/${body.id}`)).status).toBe(204);
  });
});
