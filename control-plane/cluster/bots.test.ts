import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PollReport } from "#shared/coordination/coordination.ts";
import type { ClusterBot } from "#shared/schemas/cluster.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

let api: TestedControlPlane;
let operator: Visitor;
/** Oldest first: two of Ann's, two of Bob's, the last switched off. */
let ids: string[];

beforeAll(async () => {
  api = await testedControlPlane({ config: { SHARDS: "8", DEFAULT_PLAN: "pro" }, assigns: false });
  operator = await api.person("Operator");
  ids = [];
  for (const name of ["Ann's tea", "Bob's_shop"]) {
    const person = await api.person(name);
    for (const n of [1, 2]) {
      const { token } = api.telegram.addBot({ username: `${name.slice(0, 3).toLowerCase()}_${n}_bot` });
      ids.push((await person.post("/api/v1/bots", { token, name: `Bot ${n} of ${name.slice(0, 3)}` })).body.id);
    }
    if (name.startsWith("Bob")) await person.post(`/api/v1/bots/${ids.at(-1)}/stop`);
  }
  await api.sql("update bots set shard = 1");
  await api.sql("update bots set shard = 2 where id = $1", [ids[0]]);
  await api.sql("insert into shards (id, owner) values (1, 'rt-1'), (2, 'rt-2')");
  const told = (state: PollReport["state"], code: string | null): PollReport => ({
    runtime: "rt-1",
    state,
    lastPollAt: Date.parse("2026-01-01T00:00:00.000Z"),
    lastError: code ? { code, message: "Somebody else polls", at: "2026-01-01T00:00:00.000Z" } : null,
  });
  await api.coordination.polls.put(
    new Map([
      [ids[0]!, told("running", null)],
      [ids[1]!, told("conflict", "telegram_conflict")],
      [ids[3]!, told("running", null)],
    ]),
  );
});
afterAll(() => api[Symbol.asyncDispose]());

async function list(query: string): Promise<{ items: ClusterBot[]; nextCursor: string | null }> {
  const { status, body } = await operator.get(`/api/v1/cluster/bots?${query}`);
  expect(status).toBe(200);
  return body;
}
const found = async (query: string) => (await list(query)).items.map(({ id }) => ids.indexOf(id));

describe("the bots of all tenants", () => {
  test("come newest first, each with its tenant, its runtime and how its polling goes", async () => {
    const { items, nextCursor } = await list("");
    expect(items.map(({ id }) => ids.indexOf(id))).toEqual([3, 2, 1, 0]);
    expect(nextCursor).toBeNull();
    expect(items[2]).toEqual({
      id: ids[1],
      username: "ann_2_bot",
      name: "Bot 2 of Ann",
      tenant: "Ann's tea",
      shard: 1,
      runtime: "rt-1",
      state: "conflict",
      lastPollAt: "2026-01-01T00:00:00.000Z",
      pending: 0,
      lastError: { code: "telegram_conflict", message: "Somebody else polls", at: "2026-01-01T00:00:00.000Z" },
    });
  });

  test("can be narrowed to a state, a runtime, and a part of a name", async () => {
    expect(await found("state=conflict")).toEqual([1]);
    expect(await found("state=starting")).toEqual([2]);
    expect(await found("state=stopped")).toEqual([3]);
    expect(await found("runtime=rt-2")).toEqual([0]);
    expect(await found("runtime=rt-2&state=conflict")).toEqual([]);
    expect(await found("q=%40ann_2")).toEqual([1]);
    expect(await found("q=BOT%202")).toEqual([3, 1]);
    expect(await found("q=s_shop")).toEqual([3, 2]);
    expect(await found("q=%25")).toEqual([]);
  });

  test("come in pages, with and without a filter", async () => {
    for (const [filter, expected] of [
      ["", [3, 2, 1, 0]],
      ["state=starting&", [2]],
      ["q=Ann&", [1, 0]],
    ] as const) {
      const seen: number[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page = await list(`${filter}limit=1${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ id }) => ids.indexOf(id)));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(expected);
    }
  });

  test("are refused by what makes no sense", async () => {
    for (const query of ["state=happy", "runtime=%20", "limit=0", "cursor=x"])
      expect((await operator.get(`/api/v1/cluster/bots?${query}`)).status, query).toBe(400);
  });

  test("are unknown while nobody can tell how they are doing, here and for their tenants", async () => {
    const away = vi.spyOn(api.coordination.polls, "get").mockRejectedValue(new Error("away"));
    const [all, running, own] = await Promise.all([
      operator.get("/api/v1/cluster/bots"),
      operator.get("/api/v1/cluster/bots?state=running"),
      operator.get("/api/v1/bots"),
    ]);
    away.mockRestore();
    const states = (answer: { body: { items?: { state?: string; status?: { state: string } }[] } }) =>
      new Set(answer.body.items?.map(({ state, status }) => state ?? status?.state));
    expect([all.status, running.status, own.status]).toEqual([200, 200, 200]);
    expect(states(all).difference(new Set(["unknown", "stopped"]))).toEqual(new Set());
    expect(states(all)).toContain("unknown");
    expect(states(running)).toEqual(new Set());
    expect(states(own).difference(new Set(["unknown", "stopped"]))).toEqual(new Set());
  });
});
