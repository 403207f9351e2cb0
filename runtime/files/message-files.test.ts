import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { sample } from "#shared/testing/files/samples.ts";
import { field } from "../forms/testing/fields.ts";
import { serve } from "../testing/served.ts";
import type { ServedBots } from "../testing/served-bots.ts";
import { sharedRuntime } from "../testing/shared-runtime.ts";

interface Row {
  content: string;
  state: string | null;
  name: string | null;
  type: string | null;
  key: string | null;
}

/** What people have sent, with what became of its file. */
const received = (served: ServedBots) =>
  served.sql<Row>(
    `select m.content, n.state, n.name, f.content_type as type, f.storage_key as key from messages m
     left join message_files n on n.inbox_seq = m.inbox_seq left join files f on f.inbox_seq = n.inbox_seq
     where m.step = 0 order by m.inbox_seq`,
  );

const fetched = (served: ServedBots) =>
  served.until(async () => (await served.sql("select from message_files where state = 'pending'")).length === 0);

const open = async ({ files }: ServedBots, { key }: Row) => buffer((await files.open(key!))!.body);

const jpeg = sample("jpeg", 300_000);
const pdf = sample("pdf", 200_000);

const visit = sharedRuntime();

describe("photos and documents that people send a bot", () => {
  test("are kept as they are, by what is in them; texts and the rest leave nothing", async () => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.sendsPhoto(bot.sim, { content: jpeg, caption: "Look" });
    anna.sendsDocument(bot.sim, new File([pdf], "Договор.pdf", { type: "text/html" }), { caption: "Read" });
    anna.sendsDocument(bot.sim, new File(["<script>alert(1)</script>"], "page.html"));
    anna.says(bot.sim, "Well?");
    anna.sends(bot.sim, { voice: { file_id: "v", file_unique_id: "v", duration: 1 } });
    await bot.sim.waitForMessage("echo: Well?");
    await served.settled(bot);
    await fetched(served);
    const rows = await received(served);
    expect(rows).toMatchObject([
      { content: "Look", state: "kept", name: null, type: "image/jpeg" },
      { content: "Read", state: "kept", name: "Договор.pdf", type: "application/pdf" },
      { content: "", state: "kept", name: "page.html", type: "application/octet-stream" },
      { content: "Well?", state: null },
      { content: "", state: null },
    ]);
    expect((await open(served, rows[0]!)).equals(jpeg)).toBe(true);
    expect((await open(served, rows[1]!)).equals(pdf)).toBe(true);
  });

  test("are kept of groups where the bot is spoken to, and not of what others say there", async () => {
    const served = visit();
    const bot = await served.addBot({ sim: { username: "our_bot", readsAllGroupMessages: true } });
    const group = served.telegram.group({ bots: [bot.sim] });
    const anna = served.telegram.user();
    anna.sendsPhoto(group, { content: jpeg });
    anna.sendsPhoto(group, { content: jpeg, caption: "@our_bot what is this?" });
    await bot.sim.waitForMessage(/what is this/);
    await served.settled(bot);
    await fetched(served);
    expect(await received(served)).toMatchObject([{ content: "@our_bot what is this?", state: "kept" }]);
  });

  test("are answered at once, however long their download takes", async () => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    served.telegram.inject({ kind: "hang", when: "after" }, { method: "file" });
    anna.sendsPhoto(bot.sim, { content: jpeg, caption: "Look" });
    await bot.sim.waitForMessage("echo: Look");
    anna.says(bot.sim, "And?");
    await bot.sim.waitForMessage("echo: And?");
    await served.settled(bot);
    expect(await received(served)).toMatchObject([{ state: "pending" }, { state: null }]);
  });

  test("that are larger than Telegram hands out are not kept, and that is known, whatever it says of them", async () => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    const large = new File([new Uint8Array(21 * 2 ** 20)], "film.mov");
    anna.sendsDocument(bot.sim, large, { caption: "One" });
    await bot.sim.waitForMessage("echo: One");
    const { document } = anna.sendsDocument(bot.sim, large, { caption: "Two" });
    anna.sends(bot.sim, { document: { ...document, file_size: 10 }, caption: "Three" });
    await bot.sim.waitForMessage("echo: Three");
    await served.settled(bot);
    await fetched(served);
    expect(await received(served)).toMatchObject([
      { state: "too_large", name: "film.mov", key: null },
      { state: "too_large" },
      { state: "too_large" },
    ]);
  });

  test("are not kept a second time where a form has asked for them, nor what a form refuses", async () => {
    const served = visit();
    const bot = await served.addBot();
    const form = await served.addForm(bot, { name: "Order", fields: [field("photo")] });
    await served.addCommand(bot, { name: "order", responseType: "form", form });
    const anna = served.telegram.user();
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/Your photo/);
    anna.sendsDocument(bot.sim, new File([pdf], "a.pdf"));
    await bot.sim.waitForMessage(/image/i);
    anna.sendsPhoto(bot.sim, { content: jpeg });
    await bot.sim.waitForMessage(/check your answers/);
    await served.settled(bot);
    expect(await served.sql("select from message_files")).toEqual([]);
    expect(await served.sql("select from files")).toHaveLength(1);
  });

  test("are kept when Telegram hands them out again, and given up after a day", async () => {
    const served = visit();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    const fault = served.telegram.inject(
      { kind: "status", status: 400, description: "Bad Request" },
      { method: "getFile" },
    );
    for (const caption of ["Look", "And this"]) {
      anna.sendsPhoto(bot.sim, { content: jpeg, caption });
      await bot.sim.waitForMessage(`echo: ${caption}`);
    }
    await served.until(
      async () =>
        (await served.sql("select from message_files where tries = 1 and due_at < now() + interval '10 s'")).length ===
        2,
    );
    await served.sql(
      "update message_files set due_at = now(), created_at = now() - interval '25 hours' where inbox_seq = (select min(inbox_seq) from message_files)",
    );
    await served.until(async () => (await received(served))[0]!.state === "unavailable");
    fault[Symbol.dispose]();
    await served.sql("update message_files set due_at = now()");
    await fetched(served);
    expect(await received(served)).toMatchObject([{ state: "unavailable", key: null }, { state: "kept" }]);
  });

  test("survive a kill -9 while they are fetched, and are kept once", async () => {
    await using served = await serve({ start: false });
    const bot = await served.addBot();
    const anna = served.telegram.user();
    const fault = served.telegram.inject({ kind: "hang", when: "after" }, { method: "file" });
    {
      await using runtime = await served.startProcess();
      anna.sendsPhoto(bot.sim, { content: jpeg, caption: "Look" });
      anna.sendsDocument(bot.sim, new File([pdf], "a.pdf"), { caption: "Read" });
      await bot.sim.waitForMessage("echo: Read");
      await served.settled(bot);
      await served.until(async () => (await served.sql("select from file_deletions")).length === 2);
      await runtime.kill();
    }
    fault[Symbol.dispose]();
    // Its claims end by themselves, in a minute and a half.
    expect(await served.sql("select from message_files where due_at > now()")).toHaveLength(2);
    await served.sql("update message_files set due_at = now()");
    await using _next = await served.startProcess();
    await fetched(served);
    const rows = await received(served);
    expect(rows).toMatchObject([{ state: "kept" }, { state: "kept" }]);
    expect((await open(served, rows[0]!)).equals(jpeg)).toBe(true);
    expect(await served.sql("select from files")).toHaveLength(2);
  });

  test("wait for the next runtime when theirs is stopped", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    const fault = served.telegram.inject({ kind: "hang", when: "after" }, { method: "file" });
    anna.sendsPhoto(bot.sim, { content: jpeg, caption: "Look" });
    await bot.sim.waitForMessage("echo: Look");
    await served.until(async () => (await served.sql("select from file_deletions")).length === 1);
    await served.stop();
    expect(await served.sql("select from message_files where state = 'pending' and due_at <= now()")).toHaveLength(1);
    fault[Symbol.dispose]();
    await served.start();
    await fetched(served);
    expect(await received(served)).toMatchObject([{ state: "kept" }]);
  });

  test("go with their message, and a file that comes too late is nobody's", async () => {
    await using served = await serve();
    const bot = await served.addBot();
    const anna = served.telegram.user();
    anna.sendsPhoto(bot.sim, { content: jpeg, caption: "Look" });
    await bot.sim.waitForMessage("echo: Look");
    await served.settled(bot);
    await fetched(served);
    const [{ key }] = (await received(served)) as [Row];
    await served.sql("delete from messages where step = 0");
    expect(await served.sql("select from message_files")).toEqual([]);
    expect(await served.sql("select from files")).toEqual([]);
    expect(
      await served.sql("select from file_deletions where storage_key = $1 and due_at <= now()", [key]),
    ).toHaveLength(1);
    await served.sql("delete from file_deletions");

    const fault = served.telegram.inject({ kind: "delay", ms: 1_000, when: "after" }, { method: "getFile" });
    anna.sendsPhoto(bot.sim, { content: jpeg, caption: "Late" });
    await bot.sim.waitForMessage("echo: Late");
    await served.settled(bot);
    // One that nobody has begun to fetch is not fetched any more.
    await served.until(() => bot.sim.calls("getFile").length === 2);
    await served.sql("delete from messages");
    await served.until(async () => (await served.sql("select from files")).length === 1);
    expect(await served.sql("select from files where inbox_seq is null and submission_id is null")).toHaveLength(1);
    fault[Symbol.dispose]();
  });
});
