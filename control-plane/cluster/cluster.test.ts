import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { RuntimeReport } from "#shared/coordination/coordination.ts";
import { Cluster, type Runtime } from "#shared/schemas/cluster.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import { type TestedControlPlane, testedControlPlane } from "../testing/control-plane.ts";
import type { Visitor } from "../testing/visitor.ts";

const shards = 16;

let api: TestedControlPlane;
let operator: Visitor;
let user: Visitor;

beforeAll(async () => {
  api = await testedControlPlane({ config: { SHARDS: String(shards) }, assigns: false });
  await api.sql("insert into shards (id) select generate_series(0, $1::int - 1)", [shards]);
  operator = await api.person("Operator");
  user = await api.person("User");
});
afterAll(() => api[Symbol.asyncDispose]());

const report = (fields: Partial<RuntimeReport> = {}): RuntimeReport => ({
  host: "machine",
  startedAt: Date.now() - 60_000,
  at: Date.now(),
  bots: 3,
  updatesPerMinute: 120,
  shardUpdatesPerMinute: { 1: 120 },
  lagMs: 12,
  waiting: 4,
  memoryBytes: 123_456_789,
  ...fields,
});

/** Has `runtime` hold its lease until the test is over. @returns what ends it */
async function live(runtime: string): Promise<() => Promise<void>> {
  const { leases } = api.coordination;
  const lease = await leases.acquire(`runtime:${runtime}`, runtime, 60_000);
  return () => leases.release(lease!);
}

async function read(): Promise<Cluster> {
  const { status, body } = await operator.get("/api/v1/cluster");
  expect(status).toBe(200);
  return Cluster.parse(body);
}
const runtimesById = async () => new Map((await read()).runtimes.map((runtime) => [runtime.id, runtime]));
const drain = (id: string, who = operator) => who.post(`/api/v1/cluster/runtimes/${id}/drain`);
const undrain = (id: string, who = operator) => who.post(`/api/v1/cluster/runtimes/${id}/undrain`);

beforeEach(async () => {
  await api.sql("delete from drains");
  await api.sql(
    "update shards set owner = null, target = null, target_ready = false, previous_owner = null, granted_at = null",
  );
  for (const id of (await api.coordination.runtimes.all()).keys()) await api.coordination.runtimes.remove(id);
});

describe("/cluster", () => {
  test("is for operators alone, signed in", async () => {
    const key = (await operator.post("/api/v1/api-keys", { name: "k" })).body.key as string;
    for (const path of ["/api/v1/cluster", "/api/v1/cluster/bots"]) {
      expect((await operator.get(path)).status).toBe(200);
      expect((await user.get(path)).status).toBe(403);
      expect((await api.visitor({ "x-api-key": key }).get(path)).status).toBe(403);
      expect((await api.visitor().get(path)).status).toBe(401);
    }
  });

  test("takes a token of an operator, for as long as its holder is one", async () => {
    const { token } = (await user.get("/api/auth/token")).body;
    const withToken = api.visitor({ authorization: `Bearer ${token}` });
    expect((await withToken.get("/api/v1/cluster")).status).toBe(403);
    await api.sql("update users set role = 'operator' where name = 'User'");
    expect((await withToken.get("/api/v1/cluster")).status).toBe(200);
    await api.sql("update users set role = 'user' where name = 'User'");
    expect((await withToken.get("/api/v1/cluster")).status).toBe(403);
  });

  test("draws the shards by owner, and those on their way", async () => {
    await api.sql("update shards set owner = 'b' where id < 4");
    await api.sql("update shards set owner = 'a' where id between 4 and 9");
    await api.sql("update shards set target = 'b' where id in (4, 5, 6)");
    await api.sql("update shards set target_ready = true where id = 6");
    const { shards: counts, map, moving } = await read();
    expect(counts).toEqual({ total: 16, free: 6, owned: 10, moving: 3 });
    expect(map).toEqual({
      owners: ["a", "b"],
      cells: [...Array(4).fill(1), ...Array(6).fill(0), ...Array(6).fill(-1)],
    });
    expect(moving).toEqual([
      { from: "a", to: "b", state: "preparing", shards: [4, 5] },
      { from: "a", to: "b", state: "prepared", shards: [6] },
    ]);
  });

  test("tells how the removal of what was deleted goes", async () => {
    expect((await read()).deletions).toEqual({ waiting: 0, removed: 0 });
    const noted = (removed: number, emptied: string | null) =>
      api.sql(
        `insert into deletions (kind, id, tenant_id, removed, emptied_at, due_at)
         values ('bot', gen_random_uuid(), gen_random_uuid(), $1, $2, now() + interval '1 h')`,
        [removed, emptied],
      );
    for (const removed of [5, 7]) await noted(removed, null);
    await noted(900, "2026-01-01");
    expect((await read()).deletions).toEqual({ waiting: 2, removed: 12 });
    await api.sql("delete from deletions");
  });

  test("knows a runtime by its lease, its shards, or what it told a moment ago", async () => {
    const end = await live("leased");
    await api.sql("update shards set owner = 'owner' where id < 2");
    const { runtimes } = api.coordination;
    await runtimes.put("telling", report());
    await runtimes.put("silent", report({ at: Date.now() - 11_000 }));
    await runtimes.put("owner", report({ at: Date.now() - 11_000, host: "left behind" }));
    const found = await runtimesById();
    await end();
    expect([...found.keys()]).toEqual(["leased", "owner", "telling"]);
    const { alive, shards, report: told } = found.get("leased") as Runtime;
    expect({ alive, shards, told }).toEqual({ alive: true, shards: 0, told: null });
    expect(found.get("owner")).toMatchObject({ alive: false, shards: 2, report: { host: "left behind" } });
    expect(found.get("telling")).toMatchObject({
      alive: false,
      report: { host: "machine", bots: 3, updatesPerMinute: 120, lagMs: 12, waiting: 4, memoryBytes: 123_456_789 },
    });
  });

  test("counts the bots that are switched on by the runtime that owns their shard", async () => {
    const { body: on } = await user.post("/api/v1/bots", { token: api.telegram.addBot().token });
    const { body: off } = await user.post("/api/v1/bots", { token: api.telegram.addBot().token });
    await user.post(`/api/v1/bots/${off.id}/stop`);
    await api.sql("update bots set shard = 3");
    await api.sql("update shards set owner = 'a' where id = 3");
    expect((await runtimesById()).get("a")?.bots).toBe(1);
    expect((await read()).bots).toBe(1);
    for (const { id } of [on, off]) await user.delete(`/api/v1/bots/${id}`);
  });

  test("tells moves of the last ten minutes, those of one second together, newest first", async () => {
    const { body: bot } = await user.post("/api/v1/bots", { token: api.telegram.addBot().token });
    await api.sql("update bots set shard = 1");
    const move = (where: string, ago: string, from: string | null) =>
      api.sql(
        `update shards set owner = 'a', previous_owner = $1,
         granted_at = date_trunc('second', now()) - interval '${ago}' where ${where}`,
        [from],
      );
    await move("id < 2", "5.2 seconds", "b");
    await move("id = 2", "5.1 seconds", "b");
    await move("id = 3", "8 seconds", null);
    await move("id = 4", "11 minutes", "b");
    const { moves } = await read();
    expect(moves.map(({ at: _, ...move }) => move)).toEqual([
      { from: "b", to: "a", shards: 3, bots: 1 },
      { from: null, to: "a", shards: 1, bots: 0 },
    ]);
    await user.delete(`/api/v1/bots/${bot.id}`);
  });

  test("sees the assigner at work", async () => {
    expect((await read()).assigner).toEqual({ held: true });
  });

  test("tells what the database knows while coordination is away", async () => {
    await api.sql("update shards set owner = 'a' where id = 0");
    const away = vi.spyOn(api.coordination.leases, "held").mockRejectedValue(new Error("away"));
    const untold = vi.spyOn(api.coordination.runtimes, "all").mockRejectedValue(new Error("away"));
    const cluster = await read();
    const refused = await drain("a");
    away.mockRestore();
    untold.mockRestore();
    expect(cluster).toMatchObject({
      coordinationReachable: false,
      assigner: { held: null },
      runtimes: [{ id: "a", alive: null, shards: 1, report: null }],
    });
    expect([refused.status, refused.body.error.code]).toEqual([503, "unavailable"]);
  });
});

describe("draining a runtime", () => {
  test("is remembered, wakes the assigner, and can be taken back", async () => {
    const ends = [await live("a"), await live("b")];
    const woken = vi.fn();
    const unsubscribe = api.coordination.wakeUps.subscribe("assign", woken);
    expect((await drain("a")).status).toBe(204);
    expect((await drain("a")).status).toBe(204);
    expect((await runtimesById()).get("a")?.draining).toBe(true);
    await vi.waitFor(() => expect(woken).toHaveBeenCalledWith("a"), patienceMs);
    expect((await undrain("a")).status).toBe(204);
    expect((await undrain("a")).status).toBe(204);
    expect((await runtimesById()).get("a")?.draining).toBe(false);
    expect(woken).toHaveBeenCalledTimes(4);
    unsubscribe();
    for (const end of ends) await end();
  });

  test("is refused to the last one that could take bots, also when both are drained at the same moment", async () => {
    const ends = [await live("a"), await live("b")];
    const answers = await Promise.all([drain("a"), drain("b")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body.error).toEqual({
      code: "conflict",
      message: "This is the only runtime at work: its bots would have nowhere to go",
    });
    for (const end of ends) await end();
  });

  test("answers 404 for one that nobody knows", async () => {
    for (const id of ["unknown", "un%20known", "%00"]) {
      expect((await drain(id)).status).toBe(404);
      expect((await undrain(id)).status).toBe(404);
    }
  });

  test("is refused to users, to other sites and to nobody, and changes nothing", async () => {
    const end = await live("a");
    const end2 = await live("b");
    expect((await drain("a", user)).status).toBe(403);
    expect((await drain("a", api.visitor())).status).toBe(401);
    const path = "/api/v1/cluster/runtimes/a/drain";
    expect((await operator.post(path, undefined, { origin: "https://evil.example" })).status).toBe(403);
    expect(await api.sql("select * from drains")).toEqual([]);
    await end();
    await end2();
  });
});
