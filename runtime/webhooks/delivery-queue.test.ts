import type { ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import type { DeliveryAttempt } from "#shared/schemas/webhook-delivery.ts";
import { createVault } from "#shared/secrets/vault.ts";
import { makeSecret, openSecret } from "#shared/secrets/webhook-secret.ts";
import { Receiver } from "../testing/receiver.ts";
import { serve } from "../testing/served.ts";
import type { ServedBots } from "../testing/served-bots.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

const config = { WEBHOOK_ALLOW: "127.0.0.1" };

interface Row {
  state: string;
  tries: number;
  attempts: DeliveryAttempt[];
  waitMs: number | null;
}

/** Puts a delivery into the queue. @returns its id */
async function enqueue(
  served: ServedBots,
  bot: TestedBot,
  url: string,
  payload: object = { event: "command" },
): Promise<string> {
  const id = newId();
  await served.sql(
    `insert into webhook_deliveries (id, tenant_id, bot_id, event, url, host, payload) values ($1, $2, $3, 'command', $4, $5, $6)`,
    [id, bot.tenantId, bot.id, url, new URL(url).host, payload],
  );
  served.coordination.wakeUps.publish("deliveries", bot.id);
  return id;
}

async function delivery(served: ServedBots, id: string): Promise<Row> {
  const [row] = await served.sql<Row>(
    `select state, tries, attempts, extract(epoch from next_attempt_at - now())::float8 * 1000 as "waitMs"
     from webhook_deliveries where id = $1`,
    [id],
  );
  return row!;
}

const tried = (served: ServedBots, id: string, tries = 1) =>
  served.until(async () => (await delivery(served, id)).tries >= tries);

/** Makes the next attempt due now, as if its time had come. */
async function dueNow(served: ServedBots, id: string): Promise<void> {
  await served.sql("update webhook_deliveries set next_attempt_at = now() where id = $1", [id]);
  served.coordination.wakeUps.publish("deliveries", "");
}

const visit = sharedRuntime({ config });

describe.concurrent("the queue of webhooks", () => {
  test("posts what is due, signed, and records how it was answered", async () => {
    const served = visit();
    await using receiver = await Receiver.open((_, response) => void response.writeHead(201).end("thanks"));
    const bot = await served.addBot();
    const payload = { event: "command", text: 'Ü 😀 "quoted"', z: 1, a: 2 };
    const id = await enqueue(served, bot, `${receiver.url}?x=1`, payload);
    await served.until(async () => (await delivery(served, id)).state === "delivered");

    const [{ path, headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    expect(path).toBe("/hook?x=1");
    expect(headers).toMatchObject({ "content-type": "application/json", "webhook-id": id });
    expect(body).toBe(JSON.stringify(payload));
    const [secret] = await served.sql<{ id: string; sealed: string }>(
      "select id, secret_sealed as sealed from webhook_secrets where tenant_id = $1",
      [bot.tenantId],
    );
    const clear = await openSecret(createVault(served.env.SECRET_KEY!), secret!);
    expect(new Webhook(clear).verify(body, headers)).toEqual(payload);
    expect(await delivery(served, id)).toMatchObject({
      tries: 1,
      waitMs: null,
      attempts: [{ status: 201, answer: "thanks", error: null, durationMs: expect.any(Number) }],
    });
    expect(served.logged.join()).not.toContain(clear);
  });

  test("signs with both secrets while one replaces the other, and no more with one that has ended", async () => {
    const served = visit();
    await using receiver = await Receiver.open();
    const bot = await served.addBot();
    const vault = createVault(served.env.SECRET_KEY!);
    const secrets: string[] = [];
    for (const ends of ["now() - interval '1 s'", "now() + interval '1 day'", "null"]) {
      const { id, secret, sealed, last4 } = await makeSecret(vault);
      secrets.push(secret);
      await served.sql(
        `insert into webhook_secrets (id, tenant_id, secret_sealed, last4, expires_at) values ($1, $2, $3, $4, ${ends})`,
        [id, bot.tenantId, sealed, last4],
      );
    }
    await enqueue(served, bot, receiver.url);
    await served.until(() => receiver.received.length === 1);
    const { headers, body } = receiver.received[0]!;
    const [ended, older, newer] = secrets.map((secret) => new Webhook(secret));
    older!.verify(body, headers);
    newer!.verify(body, headers);
    expect(() => ended!.verify(body, headers)).toThrow();
    expect(headers["webhook-signature"]!.split(" ")).toHaveLength(2);
  });

  test("tries again what failed, by the same id, later and later, until it arrives", async () => {
    const served = visit();
    await using receiver = await Receiver.open((_, response) => void response.writeHead(503).end("busy"));
    const bot = await served.addBot();
    const id = await enqueue(served, bot, receiver.url);
    await tried(served, id);
    const first = await delivery(served, id);
    expect(first).toMatchObject({
      state: "pending",
      attempts: [{ status: 503, answer: "busy", error: "It answered with status 503" }],
    });
    expect(first.waitMs).toBeGreaterThan(2_000);
    expect(first.waitMs).toBeLessThan(6_100);

    await receiver.refuse();
    await dueNow(served, id);
    await tried(served, id, 2);
    expect((await delivery(served, id)).attempts[1]).toMatchObject({
      status: null,
      answer: null,
      error: expect.stringMatching(/Nothing listens/),
    });
    await receiver.accept();
    receiver.says({ ok: true });
    await dueNow(served, id);
    await served.until(async () => (await delivery(served, id)).state === "delivered");
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
  });

  test("waits as long as a busy receiver asks, and an hour at most", async () => {
    const served = visit();
    let wish = "600";
    await using receiver = await Receiver.open(
      (_, response) => void response.writeHead(429, { "retry-after": wish }).end(),
    );
    const bot = await served.addBot();
    const id = await enqueue(served, bot, receiver.url);
    await tried(served, id);
    const { waitMs } = await delivery(served, id);
    expect(waitMs).toBeGreaterThan(570_000);
    expect(waitMs).toBeLessThanOrEqual(600_000);
    wish = new Date(Date.now() + 86_400_000).toUTCString();
    await dueNow(served, id);
    await tried(served, id, 2);
    expect((await delivery(served, id)).waitMs).toBeGreaterThan(3_570_000);
    expect((await delivery(served, id)).waitMs).toBeLessThanOrEqual(3_600_000);
  });

  test("gives up on an answer that comes a byte a second, after ten", async () => {
    const served = visit();
    await using receiver = await Receiver.open((_, response) => {
      const timer = setInterval(() => response.write("a"), 1_000);
      response.on("close", () => clearInterval(timer));
    });
    const bot = await served.addBot();
    const id = await enqueue(served, bot, receiver.url);
    await served.until(async () => (await delivery(served, id)).tries === 1, 20_000);
    const [attempt] = (await delivery(served, id)).attempts;
    expect(attempt).toMatchObject({ status: null, answer: null, error: "No whole answer within 10 seconds" });
    expect(receiver.received).toHaveLength(1);
  });

  test("gives up after a day", async () => {
    const served = visit();
    await using receiver = await Receiver.open((_, response) => void response.writeHead(500).end());
    const bot = await served.addBot();
    const id = await enqueue(served, bot, receiver.url);
    await tried(served, id);
    await served.sql("update webhook_deliveries set tried_since = now() - interval '23 hours 59 minutes', tries = 15");
    await dueNow(served, id);
    await served.until(async () => (await delivery(served, id)).state === "failed");
    expect(await delivery(served, id)).toMatchObject({ waitMs: null, tries: 16 });
  });

  test("keeps the latest attempts alone, and the first 4 kB of an answer of any size", async () => {
    const served = visit();
    await using receiver = await Receiver.open(
      (_, response) => void response.writeHead(500).end(`\0${"ä".repeat(900_000)}`),
    );
    const bot = await served.addBot();
    const id = await enqueue(served, bot, receiver.url);
    for (let n = 1; n <= 22; n++) {
      await tried(served, id, n);
      await dueNow(served, id);
    }
    const { attempts } = await delivery(served, id);
    expect(attempts).toHaveLength(20);
    expect(attempts[0]!.answer).toBe("ä".repeat(2047));
    expect(attempts[0]!.error).toMatch(/longer than 1 MB/);
  });

  test("takes what is answered with 2xx as delivered, however much that is", async () => {
    const served = visit();
    await using receiver = await Receiver.open((_, response) => pour(response, 50));
    const bot = await served.addBot();
    const id = await enqueue(served, bot, receiver.url);
    await tried(served, id);
    expect(await delivery(served, id)).toMatchObject({
      state: "delivered",
      attempts: [{ status: 200, error: expect.stringMatching(/1 MB/) }],
    });
  });

  test("does not reach inward, by the address or by a redirect", async () => {
    const served = visit();
    await using inside = await Receiver.open();
    const hidden = inside.url.replace("127.0.0.1", "127.0.0.3");
    await using receiver = await Receiver.open(
      (_, response) => void response.writeHead(307, { location: hidden }).end(),
    );
    const bot = await served.addBot();
    const ids = [await enqueue(served, bot, hidden), await enqueue(served, bot, receiver.url)];
    for (const id of ids) {
      await tried(served, id);
      expect((await delivery(served, id)).attempts[0]!.error).toMatch(/private or reserved/);
    }
    expect(inside.received).toEqual([]);
  });

  test("does not wait for receivers that hang", async () => {
    await using served = await serve({ config: { WEBHOOK_ALLOW: "127.0.0.0/8" } });
    await using hanging = await Receiver.open(() => {});
    await using quick = await Receiver.open();
    const bot = await served.addBot();
    for (let n = 0; n < 30; n++) await enqueue(served, bot, hanging.url);
    await served.until(() => hanging.received.length > 0);
    const id = await enqueue(served, bot, quick.url);
    await served.until(async () => (await delivery(served, id)).state === "delivered");
    expect(hanging.received.length).toBeLessThanOrEqual(4);
  });

  test("sends a burst once each, though two runtimes share it", async () => {
    await using served = await serve({ config });
    await using second = await served.startProcess();
    await using receiver = await Receiver.open();
    const bot = await served.addBot({ isActive: false });
    const ids = await Promise.all(Array.from({ length: 60 }, () => enqueue(served, bot, receiver.url)));
    await served.until(
      async () => (await served.sql("select from webhook_deliveries where state = 'delivered'")).length === 60,
    );
    expect(receiver.received.map(({ headers }) => headers["webhook-id"]).sort()).toEqual(ids.sort());
    await second.kill();
  });

  test("is taken over from a runtime that was killed in the middle", async () => {
    await using served = await serve({ config, start: false });
    await using receiver = await Receiver.open(() => {});
    const bot = await served.addBot({ isActive: false });
    const dying = await served.startProcess();
    const id = await enqueue(served, bot, receiver.url);
    await served.until(() => receiver.received.length === 1);
    await dying.kill();
    receiver.says("here");
    await served.start();
    expect((await delivery(served, id)).state).toBe("pending");
    // The dead runtime's claim ends by itself.
    await served.until(async () => (await delivery(served, id)).state === "delivered", 20_000);
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
  });

  test("lets what is under way end when the runtime stops", async () => {
    await using served = await serve({ config });
    const asked = Promise.withResolvers<ServerResponse>();
    await using receiver = await Receiver.open((_, response) => asked.resolve(response));
    const bot = await served.addBot();
    const id = await enqueue(served, bot, receiver.url);
    const response = await asked.promise;
    const stopped = served.stop();
    response.end("in time");
    await stopped;
    expect(await delivery(served, id)).toMatchObject({ state: "delivered", attempts: [{ answer: "in time" }] });
  });

  test("writes nothing while there is nothing to do", async () => {
    await using served = await serve({ config });
    const rows = () =>
      served.sql(`select sum(n_tup_ins + n_tup_upd + n_tup_del)::int as n from pg_stat_user_tables
                  where relname in ('webhook_deliveries', 'form_submissions', 'webhook_secrets')`);
    const reads = async () =>
      Number(
        (
          await served.sql(
            "select sum(idx_scan)::int as n from pg_stat_user_indexes where indexrelname = 'webhook_deliveries_due'",
          )
        )[0]!.n,
      );
    const before = await reads();
    await served.until(async () => (await reads()) > before + 2);
    expect(await rows()).toEqual([{ n: 0 }]);
  });
});

function pour(response: ServerResponse, megabytes: number): void {
  const chunk = Buffer.alloc(1024 * 1024, "x");
  const more = () => {
    while (megabytes-- > 0) if (!response.write(chunk)) return void response.once("drain", more);
    response.end();
  };
  more();
}
