import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let commands: string;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
  const { body } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
  commands = `/api/v1/bots/${body.id}/commands`;
});
afterAll(() => api[Symbol.asyncDispose]());

const text = { responseType: "text", textResponse: "Hello {first_name}" };
const menuConfig = {
  text: "Choose",
  rows: [
    [
      { text: "Prices", action: { type: "command", value: "prices" } },
      { text: "Site", action: { type: "url", value: "https://example.com/a?b=c" } },
    ],
    [{ text: "More", action: { type: "menu", value: "more" } }],
  ],
};

describe("a command", () => {
  test("is created with what was left out filled in, read, changed and deleted", async () => {
    const made = await person.post(commands, { name: "/hello", ...text });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: "hello",
      ...text,
      description: "",
      isActive: true,
      priority: 0,
      aiPromptOverride: null,
      menuConfig: null,
      formId: null,
      webhookUrl: null,
    });
    const address = `/api/v1/commands/${made.body.id}`;
    expect((await person.get(address)).body).toEqual(made.body);
    const changed = await person.patch(address, { description: "Greets", priority: 5 });
    expect(changed.body).toEqual({
      ...made.body,
      description: "Greets",
      priority: 5,
      updatedAt: changed.body.updatedAt,
    });
    expect((await person.delete(address)).status).toBe(204);
    expect((await person.get(address)).status).toBe(404);
  });

  test("can be a menu, which comes back as it was sent, and is replaced as a whole", async () => {
    const { status, body } = await person.post(commands, { name: "menu", responseType: "menu", menuConfig });
    expect(status).toBe(201);
    expect(body.menuConfig).toEqual(menuConfig);
    const smaller = { text: "Less", rows: [menuConfig.rows[1]] };
    const address = `/api/v1/commands/${body.id}`;
    expect((await person.patch(address, { menuConfig: smaller })).body.menuConfig).toEqual(smaller);
    expect((await person.get(address)).body.menuConfig).toEqual(smaller);
  });

  test("can be a keyboard with translations, which come back as they were sent", async () => {
    const keyboard = {
      text: "Choose",
      texts: { ru: "Выберите" },
      variant: "keyboard",
      rows: [
        [{ text: "Hours", texts: { ru: "Часы" }, action: { type: "text", value: "9–5", values: { ru: "с 9 до 17" } } }],
      ],
    };
    const { status, body } = await person.post(commands, {
      name: "keys",
      responseType: "menu",
      menuConfig: keyboard,
      description: "Keys",
      descriptions: { ru: "Клавиши" },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ menuConfig: keyboard, descriptions: { ru: "Клавиши" }, textResponses: {} });
    const address = `/api/v1/commands/${body.id}`;
    await person.patch(address, { descriptions: { en: "Keys!" } });
    const after = (await person.get(address)).body;
    expect(after.menuConfig).toEqual(keyboard);
    expect(after.descriptions).toEqual({ en: "Keys!" });
  });

  test.each([
    [
      "a link on a keyboard",
      { ...linking("https://example.com"), variant: "keyboard" },
      ["rows", 0, 0, "action"],
      /cannot open links/,
    ],
    ["two keys alike", keyboardOf({ text: "A" }, { text: "A" }), ["rows", 0, 1, "text"], /Another button/],
    [
      "two keys alike in another language",
      keyboardOf({ text: "A", texts: { ru: "Б" } }, { text: "C", texts: { ru: " Б" } }),
      ["rows", 0, 1, "text"],
      /Another button/,
    ],
    ["a key like a command", keyboardOf({ text: "/help" }), ["rows", 0, 0, "text"], /begin with \//],
    ["an unknown variant", { ...keyboardOf({ text: "A" }), variant: "floating" }, ["variant"], /./],
    [
      "an empty translation",
      keyboardOf({ text: "A", texts: { ru: " " } }),
      ["rows", 0, 0, "texts", "ru"],
      /translation/,
    ],
    ["an unknown language", keyboardOf({ text: "A", texts: { xx: "B" } }), ["rows", 0, 0, "texts"], /./],
  ])("with %s is refused at its place", async (_, menuConfig, path, message) => {
    const { status, body } = await person.post(commands, { name: "keyboard", responseType: "menu", menuConfig });
    expect(status).toBe(400);
    expect(body.error.issues).toMatchObject([
      { path: ["menuConfig", ...path], message: expect.stringMatching(message) },
    ]);
  });

  test("has buttons that open forms of its bot alone, and stays changeable when one of them is deleted", async () => {
    const botId = commands.split("/").at(-2)!;
    const { body: other } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const formIn = async (bot: string) => {
      const id = crypto.randomUUID();
      await api.sql(
        "insert into forms (id, tenant_id, bot_id, name, fields) select $1, tenant_id, id, 'F', '[]' from bots where id = $2",
        [id, bot],
      );
      return id;
    };
    const opening = (value: string) => ({ text: "x", rows: [[{ text: "x", action: { type: "form", value } }]] });
    for (const id of [crypto.randomUUID(), await formIn(other.id)]) {
      const menuConfig = opening(id);
      const { status, body } = await person.post(commands, { name: "forms", responseType: "menu", menuConfig });
      expect(status).toBe(400);
      expect(body.error.issues).toEqual([
        { path: ["menuConfig", "rows", 0, 0, "action", "value"], message: "This form is not one of the bot's" },
      ]);
    }
    const menuConfig = opening(await formIn(botId));
    const made = await person.post(commands, { name: "forms", responseType: "menu", menuConfig });
    expect(made.status).toBe(201);
    await api.sql("delete from forms where id = $1", [menuConfig.rows[0]![0]!.action.value]);
    const address = `/api/v1/commands/${made.body.id}`;
    expect((await person.patch(address, { description: "Forms" })).status).toBe(200);
    expect((await person.patch(address, { menuConfig })).status).toBe(400);
  });

  test("can ask the model, with instructions of its own", async () => {
    const ai = { name: "joke", responseType: "ai", aiPromptOverride: "Tell a joke" };
    expect((await person.post(commands, ai)).body).toMatchObject(ai);
  });

  test("has a name that is its own among the bot's", async () => {
    await person.post(commands, { name: "once", ...text });
    const again = await person.post(commands, { name: "once", ...text });
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({ code: "conflict", message: expect.stringContaining("/once") });
    const { body: other } = await person.post(commands, { name: "other", ...text });
    expect((await person.patch(`/api/v1/commands/${other.id}`, { name: "once" })).status).toBe(409);
  });

  test("opens a form of the bot's, and stays changeable in all else when that is deleted", async () => {
    const form = await formOf(commands.split("/").at(-2)!);
    const { status, body } = await person.post(commands, { name: "order", responseType: "form", formId: form });
    expect(status).toBe(201);
    expect(body).toMatchObject({ responseType: "form", formId: form });
    const address = `/api/v1/commands/${body.id}`;
    expect((await person.delete(`/api/v1/forms/${form}`)).status).toBe(204);
    expect((await person.get(address)).body).toMatchObject({ responseType: "form", formId: null });
    const change = async (changes: object) => (await person.patch(address, changes)).body;
    expect(await change({ name: "orders", isActive: false })).toMatchObject({ name: "orders", isActive: false });
    expect((await change({ responseType: "menu" })).error.issues).toMatchObject([{ path: ["menuConfig"] }]);
    const other = await formOf(commands.split("/").at(-2)!);
    expect(await change({ formId: other })).toMatchObject({ formId: other });
    expect((await change({ formId: null })).error.issues).toMatchObject([{ path: ["formId"] }]);
    await person.delete(`/api/v1/forms/${other}`);
    expect(await change(text)).toMatchObject(text);
    expect((await change({ responseType: "form" })).error.issues).toMatchObject([{ path: ["formId"] }]);
  });

  test("opens no other bot's form, nor one that does not exist", async () => {
    const { body: other } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const { body: whole } = await person.post(commands, { name: "opens", ...text });
    for (const formId of [await formOf(other.id), crypto.randomUUID()]) {
      const opening = { responseType: "form", formId };
      for (const { status, body } of [
        await person.post(commands, { name: "foreign", ...opening }),
        await person.patch(`/api/v1/commands/${whole.id}`, opening),
      ]) {
        expect(status).toBe(400);
        expect(body.error.issues).toEqual([{ path: ["formId"], message: "This form is not one of the bot's" }]);
      }
    }
  });

  test("asks a webhook", async () => {
    const webhook = { name: "stock", responseType: "webhook", webhookUrl: "https://example.com/stock?of=a" };
    expect((await person.post(commands, webhook)).body).toMatchObject(webhook);
  });

  test.each([
    ["a form without saying which", { responseType: "form" }, "formId", "Choose a form"],
    ["a webhook without an address", { responseType: "webhook" }, "webhookUrl", "Say which address is asked"],
    [
      "a webhook that is no web address",
      { responseType: "webhook", webhookUrl: "file:///etc/passwd" },
      "webhookUrl",
      "Use an address with https://",
    ],
  ])("of %s is refused with a sentence", async (_, command, field, message) => {
    const { status, body } = await person.post(commands, { name: "later", ...command });
    expect(status).toBe(400);
    expect(body.error.issues).toEqual([{ path: [field], message }]);
  });

  test("cannot be changed into one that has nothing to answer", async () => {
    const { body } = await person.post(commands, { name: "whole", ...text });
    const address = `/api/v1/commands/${body.id}`;
    for (const [changes, path] of [
      [{ responseType: "menu" }, ["menuConfig"]],
      [{ responseType: "form" }, ["formId"]],
      [{ responseType: "webhook" }, ["webhookUrl"]],
      [{ textResponse: null }, ["textResponse"]],
      [{ textResponse: " " }, ["textResponse"]],
    ] as const) {
      const answer = await person.patch(address, changes);
      expect(answer.status).toBe(400);
      expect(answer.body.error.issues).toMatchObject([{ path }]);
    }
    expect((await person.get(address)).body).toEqual(body);
    expect((await person.patch(address, { responseType: "ai" })).status).toBe(200);
  });

  test.each([
    ["no name", { ...text }],
    ["an empty name", { name: "", ...text }],
    ["a capital", { name: "Hello", ...text }],
    ["a space", { name: "a b", ...text }],
    ["a Cyrillic letter", { name: "приве", ...text }],
    ["33 characters", { name: "a".repeat(33), ...text }],
    ["two slashes", { name: "//a", ...text }],
    ["no type", { name: "a" }],
    ["an unknown type", { name: "a", responseType: "shell" }],
    ["a text too long", { name: "a", responseType: "text", textResponse: "x".repeat(4097) }],
    ["an unknown field", { name: "a", ...text, tenant: "x" }],
    ["a priority that no column holds", { name: "a", ...text, priority: 2 ** 40 }],
    ["a NUL in the answer", { name: "a", responseType: "text", textResponse: "\0" }],
    ["half a surrogate in a menu", { name: "a", responseType: "menu", menuConfig: { ...menuConfig, text: "\udc00" } }],
    ["a menu without rows", { name: "a", responseType: "menu", menuConfig: { text: "x", rows: [] } }],
    ["a script for a link", { name: "a", responseType: "menu", menuConfig: linking("javascript:alert(1)") }],
    ["nine buttons a row", { name: "a", responseType: "menu", menuConfig: rowOf(9) }],
  ])("with %s is 400 and names the field", async (_, command) => {
    const { status, body } = await person.post(commands, command);
    expect(status).toBe(400);
    expect(body.error.issues.length).toBeGreaterThan(0);
  });

  test.each(["constructor", "__proto__", "emoji 😀 and bidi ‮ text", "'; drop table commands; --", "{first_name} <b>"])(
    "takes %j as mere text",
    async (hostile) => {
      const name = `t${Math.random().toString(36).slice(2, 12)}`;
      const { status, body } = await person.post(commands, { name, responseType: "text", textResponse: hostile });
      expect(status).toBe(201);
      expect((await person.get(`/api/v1/commands/${body.id}`)).body.textResponse).toBe(hostile);
    },
  );
});

describe("a bot's commands", () => {
  test("are listed by priority, then name", async () => {
    const { body: bot } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const address = `/api/v1/bots/${bot.id}/commands`;
    for (const [name, priority] of [
      ["b", 0],
      ["a", 0],
      ["low", -1],
      ["high", 9],
    ] as const)
      await person.post(address, { name, priority, ...text });
    const { body } = await person.get(address);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(["high", "a", "b", "low"]);
    expect(body.nextCursor).toBeNull();
  });

  test("may have the names of another bot's", async () => {
    const { body: bot } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
    for (const address of [commands, `/api/v1/bots/${bot.id}/commands`])
      expect((await person.post(address, { name: "shared", ...text })).status).toBe(201);
  });
});

describe("a plan without webhooks", () => {
  test("makes no command that asks one, and names the plan that does", async () => {
    const free = await api.person("Free");
    const { body: bot } = await free.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const webhook = { responseType: "webhook", webhookUrl: "https://example.com" };
    const address = `/api/v1/bots/${bot.id}/commands`;
    const { body: whole } = await free.post(address, { name: "whole", ...text });
    for (const { status, body } of [
      await free.post(address, { name: "stock", ...webhook }),
      await free.patch(`/api/v1/commands/${whole.id}`, webhook),
    ]) {
      expect(status).toBe(403);
      expect(body.error).toMatchObject({
        code: "limit_reached",
        message: "Webhooks come with the plan Starter",
      });
    }
    expect((await free.get(`/api/v1/commands/${whole.id}`)).body).toEqual(whole);
  });
});

async function formOf(botId: string): Promise<string> {
  const form = { name: "Order", fields: [{ type: "text", name: "what", label: "What?" }] };
  return (await person.post(`/api/v1/bots/${botId}/forms`, form)).body.id;
}

function linking(value: string) {
  return { text: "x", rows: [[{ text: "x", action: { type: "url", value } }]] };
}

function keyboardOf(...buttons: object[]) {
  return {
    text: "x",
    variant: "keyboard",
    rows: [buttons.map((button) => ({ ...button, action: { type: "text", value: "x" } }))],
  };
}

function rowOf(buttons: number) {
  const button = { text: "x", action: { type: "text", value: "x" } };
  return { text: "x", rows: [new Array(buttons).fill(button)] };
}
