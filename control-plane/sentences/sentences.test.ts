import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let person: Visitor;
let botId: string;
let address: string;

beforeAll(async () => {
  api = await testedControlPlane();
  person = await api.person("Anna");
  const { body } = await person.post("/api/v1/bots", { token: api.telegram.addBot().token });
  botId = body.id;
  address = `/api/v1/bots/${botId}/sentences`;
});
afterAll(() => api[Symbol.asyncDispose]());

interface Listed {
  id: string;
}
const sentence = (body: { items: Listed[] }, id: string) => body.items.find((sentence) => sentence.id === id);

describe("a bot's sentences", () => {
  test("are listed with their texts, arguments and what is said instead", async () => {
    const { status, body } = await person.get(address);
    expect(status).toBe(200);
    expect(sentence(body, "button-back")).toEqual({
      id: "button-back",
      group: "general",
      args: ["first_name", "username", "bot_name"],
      maxLength: 64,
      defaults: { en: "← Back", ru: "← Назад" },
      overrides: { en: null, ru: null },
    });
    expect(sentence(body, "welcome")).toMatchObject({
      defaults: { en: expect.stringContaining("Hello, { $first_name }!") },
    });
  });

  test("are overridden each by itself, and brought back with null", async () => {
    const revision = async () => (await api.sql("select revision from bots where id = $1", [botId]))[0]!.revision;
    const before = await revision();
    const first = await person.patch(address, {
      ru: { "button-back": "Вернуться" },
      en: { welcome: "Hi {first_name}" },
    });
    expect(sentence(first.body, "button-back")).toMatchObject({ overrides: { en: null, ru: "Вернуться" } });
    expect(await revision()).not.toBe(before);
    await person.patch(address, { en: { "button-back": "Return" } });
    const { body } = await person.patch(address, { ru: { "button-back": null } });
    expect(sentence(body, "button-back")).toMatchObject({ overrides: { en: "Return", ru: null } });
    expect(sentence(body, "welcome")).toMatchObject({ overrides: { en: "Hi {first_name}", ru: null } });
    expect((await person.get(address)).body).toEqual(body);
  });

  test("take several changes at the same time without losing one", async () => {
    const ids = ["welcome", "fallback", "help-title", "help-empty", "monthly-limit"];
    await Promise.all(ids.map((id) => person.patch(address, { ru: { [id]: `Текст ${id}` } })));
    const { body } = await person.get(address);
    for (const id of ids) expect(sentence(body, id)).toMatchObject({ overrides: { ru: `Текст ${id}` } });
  });

  test.each([
    ["a brace that opens nothing", { en: { welcome: "Hi { there" } }, ["en", "welcome"], /Braces hold a placeholder/],
    ["an unknown argument", { ru: { welcome: "Hi { $plce }" } }, ["ru", "welcome"], /\$plce.*\$first_name/],
    ["another sentence", { en: { welcome: "{ fallback }" } }, ["en", "welcome"], /no placeholder/],
    ["a function", { en: { welcome: "{ NUMBER(1) }" } }, ["en", "welcome"], /cannot be used/],
    ["nothing visible", { en: { welcome: " \u200b" } }, ["en", "welcome"], /Write what/],
    ["a button too long", { en: { "button-back": "x".repeat(65) } }, ["en", "button-back"], /64 characters/],
    ["an unknown sentence", { en: { constructor: "x" } }, ["en", "constructor"], /no sentence/],
    ["a text too long", { en: { welcome: "x".repeat(5000) } }, ["en", "welcome"], /./],
    ["no text", { en: { welcome: 5 } }, ["en", "welcome"], /./],
    ["an unknown language", { de: { welcome: "Hallo" } }, [], /./],
  ])("are refused at their place with %s", async (_, change, path, message) => {
    const before = (await person.get(address)).body;
    const { status, body } = await person.patch(address, { ru: { fallback: "Не сохранится" }, ...change });
    expect(status).toBe(400);
    expect(body.error.issues).toMatchObject([{ path, message: expect.stringMatching(message) }]);
    expect((await person.get(address)).body).toEqual(before);
  });
});
