import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FieldType } from "#shared/schemas/form.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";

let api: TestedControlPlane;
// biome-ignore lint/suspicious/noExplicitAny: a JSON document of any shape
let document: any;

beforeAll(async () => {
  api = await testedControlPlane();
  document = (await api.visitor().get("/api/openapi.json")).body;
});
afterAll(() => api[Symbol.asyncDispose]());

describe("the OpenAPI document", () => {
  test("is 3.1 and has every route, with ids of their own", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        ...["/api/v1/bots/{botId}", "/api/v1/commands/{id}", "/api/v1/tenant", "/api/v1/plans"],
        "/api/v1/cluster/runtimes/{id}/drain",
      ]),
    );
  });

  test("declares each parameter that a path has", () => {
    for (const [path, operations] of Object.entries<
      Record<string, { parameters: { name: string; in: string; required: boolean }[] }>
    >(document.paths))
      for (const { parameters } of Object.values(operations)) {
        const inPath = parameters.filter((parameter) => parameter.in === "path");
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        for (const { required } of inPath) expect(required).toBe(true);
      }
  });

  test("tells questions apart by their type, with the settings that each has", () => {
    const { schema } = document.paths["/api/v1/bots/{botId}/forms"].post.requestBody.content["application/json"];
    expect(schema).toMatchObject({ required: ["name", "fields"], additionalProperties: false });
    const kinds: { properties: Record<string, { const: string }>; required: string[] }[] =
      schema.properties.fields.items.oneOf;
    expect(kinds.map(({ properties }) => properties.type!.const)).toEqual(FieldType.options);
    for (const { properties, required } of kinds) {
      expect(required).toEqual(expect.arrayContaining(["type", "name", "label"]));
      expect("options" in properties).toBe(/select/.test(properties.type!.const));
      expect(properties.name).toMatchObject({ pattern: expect.stringContaining("A-Z") });
    }
    const read = document.paths["/api/v1/forms/{id}"].get.responses["200"].content["application/json"].schema;
    expect(read.properties.fields.items.oneOf).toHaveLength(FieldType.options.length);
  });

  test("names the files that a list is downloaded as, and what is in them", () => {
    const { get: csv } = document.paths["/api/v1/forms/{id}/submissions.csv"];
    const { get: json } = document.paths["/api/v1/forms/{id}/submissions.json"];
    expect([csv, json].map(({ operationId }) => operationId)).toEqual([
      "getFormsSubmissionsCsvById",
      "getFormsSubmissionsJsonById",
    ]);
    for (const { parameters } of [csv, json])
      expect(parameters.map(({ name }: { name: string }) => name)).toEqual(["id", "state", "since", "until", "search"]);
    expect(Object.keys(csv.responses["200"].content)).toEqual(["text/csv"]);
    expect(json.responses["200"].content["application/json"].schema).toMatchObject({
      type: "array",
      items: { properties: { answers: { type: "object" } } },
    });
  });

  test("has references that lead somewhere", () => {
    const references = JSON.stringify(document).match(/"\$ref":"#[^"]*"/g) ?? [];
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const steps = reference.slice('"$ref":"#/'.length, -1).split("/");
      expect(
        steps.reduce((at, step) => at?.[step], document),
        reference,
      ).toBeDefined();
    }
  });

  test("says what goes in and what comes out", () => {
    const { post } = document.paths["/api/v1/bots"];
    expect(post.requestBody.content["application/json"].schema).toMatchObject({
      type: "object",
      properties: { token: { type: "string" }, name: { type: "string" } },
      additionalProperties: false,
    });
    expect(post.responses["201"].content["application/json"].schema.properties).not.toHaveProperty("token");
    expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual(["replaceWebhook"]);
    const sessions = document.paths["/api/v1/preview/sessions/{id}/events"].get;
    const stream = sessions.responses["200"].content["text/event-stream"].schema;
    expect(stream.oneOf.map((event: { properties: { type: object } }) => event.properties.type)).toContainEqual({
      type: "string",
      const: "message",
    });
    const photo = document.paths["/api/v1/preview/sessions/{id}/photos"].post.requestBody.content;
    expect(Object.keys(photo)).toEqual(expect.arrayContaining(["image/jpeg", "multipart/form-data"]));
    expect(document.paths["/api/v1/plans"].get.security).toEqual([]);
    expect(document.paths["/api/v1/cluster"].get.security).toEqual([{ token: [] }, { session: [] }]);
  });
});
