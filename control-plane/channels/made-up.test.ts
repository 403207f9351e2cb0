/** What connecting needs of a channel is its client alone: here that of one that does not exist. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "#shared/errors.ts";
import { openBotToken } from "#shared/secrets/bot-token.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";
import type { BotIdentity, ChannelClient } from "./channel-client.ts";

/** The bots there are, by their tokens. */
const made = new Map<string, BotIdentity>();
/** Tokens of those that another program has. */
const taken = new Set<string>();
const madeUp: ChannelClient = {
  name: "made-up",
  async identify(token) {
    const bot = made.get(token);
    if (!bot) throw new AppError("invalid", "No such bot", { issues: [{ path: ["token"], message: "No such bot" }] });
    return bot;
  },
  otherProgram: async (token, { name }) => (taken.has(token) ? `Somebody else answers for ${name}` : null),
  takeOver: async (token) => void taken.delete(token),
};

let api: TestedControlPlane;
let operator: Visitor;
beforeAll(async () => {
  api = await testedControlPlane({ clients: [madeUp] });
  operator = await api.person("Operator");
});
afterAll(() => api[Symbol.asyncDispose]());

function bot(externalId: string, identity: Partial<BotIdentity> = {}): string {
  const token = `the token of ${externalId}/${made.size}`;
  made.set(token, { externalId, username: null, name: `Bot ${externalId}`, ...identity });
  return token;
}
const connect = (token: string, query = "") =>
  operator.post(`/api/v1/bots${query}`, { channel: "made-up", token, systemPrompt: "Sell tea" });

test("a bot is connected on its channel, known there by every digit of its id, and is waited for", async () => {
  const token = bot("1203456789012345678", { name: "Tea house" });
  const { status, body } = await connect(token);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    ...{ channel: "made-up", externalId: "1203456789012345678", telegramId: null, username: null, name: "Tea house" },
    status: { state: "starting" },
  });
  expect((await operator.get(`/api/v1/bots/${body.id}`)).body).toEqual(body);
  await api.sql("insert into shards (id) select shard from bots on conflict do nothing");
  const listed = (await operator.get("/api/v1/cluster/bots?state=starting")).body.items;
  expect(listed).toContainEqual(expect.objectContaining({ id: body.id, state: "starting" }));
  const [row] = await api.sql("select channel, external_id, token_sealed from bots where id = $1", [body.id]);
  expect(row).toMatchObject({ channel: "made-up", external_id: "1203456789012345678" });
  expect(await openBotToken(api.vault, body.id, String(row?.token_sealed))).toBe(token);
});

test("one that is connected already is refused, its neighbour and one of the same id elsewhere are not", async () => {
  expect((await connect(bot("1203456789012345690"))).status).toBe(201);
  const again = await connect(bot("1203456789012345690"));
  expect([again.status, again.body.error.code]).toEqual([409, "conflict"]);
  expect((await connect(bot("1203456789012345691"))).status).toBe(201);

  const onTelegram = api.telegram.addBot();
  expect((await operator.post("/api/v1/bots", { token: onTelegram.token })).body).toMatchObject({
    ...{ channel: "telegram", externalId: String(onTelegram.id), telegramId: onTelegram.id },
  });
  expect((await connect(bot(String(onTelegram.id)))).status).toBe(201);
});

test("the same one twice at the same moment makes one", async () => {
  const tokens = [1, 2, 3].map(() => bot("77"));
  const answers = await Promise.all(tokens.map((token) => connect(token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});

test("another program is named in the channel's words, and takes its leave only when it is told to", async () => {
  const token = bot("88");
  taken.add(token);
  const refused = await connect(token);
  expect(refused.status).toBe(409);
  expect(refused.body.error).toEqual({ code: "webhook_set", message: "Somebody else answers for Bot 88" });
  expect(taken).toContain(token);
  expect((await connect(token, "?replaceWebhook=true")).status).toBe(201);
  expect(taken).not.toContain(token);
});

test("a bot made without a token is given one of its channel's later, and then a new one of the same bot alone", async () => {
  const { body: draft } = await operator.post("/api/v1/bots", { channel: "made-up", name: "A draft" });
  expect(draft).toMatchObject({ channel: "made-up", externalId: null, status: { state: "unconnected" } });
  const give = (token: string) => operator.patch(`/api/v1/bots/${draft.id}`, { token });
  expect((await give(api.telegram.addBot().token)).status).toBe(400);
  expect((await give(bot("99"))).body).toMatchObject({ externalId: "99", status: { state: "starting" } });
  expect((await give(bot("99"))).status).toBe(200);
  const other = await give(bot("100"));
  expect([other.status, other.body.error.issues[0].path]).toEqual([400, ["token"]]);
});

test("a channel on which no bots are connected is refused, and OpenAPI says which there are", async () => {
  for (const channel of ["preview", "nowhere", ""]) {
    const { status, body } = await operator.post("/api/v1/bots", { channel, name: "A draft" });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: "invalid", issues: [{ path: ["channel"] }] });
  }
  const { body } = await operator.get("/api/openapi.json");
  const { properties, required } = body.paths["/api/v1/bots"].post.requestBody.content["application/json"].schema;
  expect(properties.channel).toMatchObject({ enum: ["telegram", "made-up"], default: "telegram" });
  expect(required ?? []).not.toContain("channel");
});

test("a bot that the version before has connected is the same one", async () => {
  const old = api.telegram.addBot();
  const { body } = await operator.post("/api/v1/bots", { token: old.token });
  await api.sql("update bots set external_id = null where id = $1", [body.id]);
  expect((await operator.get(`/api/v1/bots/${body.id}`)).body).toEqual(body);
  // Looked up before anything is done to it: what it has as a webhook stays.
  await fetch(`${api.telegram.url}/bot${old.token}/setWebhook?url=https://example.com/hook`);
  expect((await operator.post("/api/v1/bots?replaceWebhook=true", { token: old.token })).status).toBe(409);
  expect(old.calls("deleteWebhook")).toEqual([]);
  const address = `/api/v1/bots/${body.id}`;
  expect((await operator.patch(address, { token: api.telegram.addBot().token })).status).toBe(400);
  expect((await operator.patch(address, { token: old.token })).status).toBe(200);
});
