import { describe, expect, test } from "vitest";
import { hashOfCode } from "#shared/connect-code.ts";
import { newId } from "#shared/db/new-id.ts";
import { sample } from "#shared/testing/files/samples.ts";
import { Receiver } from "../../testing/receiver.ts";
import { serve } from "../../testing/served.ts";
import type { ServedBots } from "../../testing/served-bots.ts";
import { sharedRuntime } from "../../testing/shared-runtime.ts";
import type { TestedBot } from "../../testing/tested-bot.ts";

const config = { WEBHOOK_ALLOW: "127.0.0.1" };
const fields = [
  { type: "text" as const, name: "name", label: "Your <name>?" },
  { type: "photo" as const, name: "picture", label: "A picture" },
  { type: "multiselect" as const, name: "days", label: "Days", options: ["Mon", "Tue_s"] },
  { type: "location" as const, name: "place", label: "Where" },
];

/** Inserts what somebody answered, as the runtime does when a form is finished. @returns its id */
async function submit(
  served: ServedBots,
  bot: TestedBot,
  form: string,
  answers: object = { name: "Anna" },
): Promise<string> {
  const id = newId();
  await served.sql(
    `insert into form_submissions (id, tenant_id, form_id, bot_id, form_version, telegram_user_id, telegram_username,
       telegram_first_name, state, answers, action_state)
     values ($1, $2, $3, $4, 1, 77, 'anna', 'Anna', 'complete', $5, 'pending')`,
    [id, bot.tenantId, form, bot.id, answers],
  );
  served.coordination.wakeUps.publish("deliveries", bot.id);
  return id;
}

/** Keeps a photo for a bot. @returns it, as an answer */
async function keptPicture(served: ServedBots, { id, tenantId }: TestedBot) {
  const picture = { fileId: newId(), contentType: "image/jpeg", size: 3_000 };
  const { fileId, contentType, size } = picture;
  await served.files.put(fileId, [sample("jpeg", size)] as never, { maxBytes: 10_000 });
  await served.sql(
    "insert into files (id, tenant_id, bot_id, storage_key, content_type, size) values ($1, $2, $3, $4, $5, $6)",
    [fileId, tenantId, id, fileId, contentType, size],
  );
  return picture;
}

const action = async (served: ServedBots, id: string) =>
  (
    await served.sql<{ state: string; error: string | null; attempts: number }>(
      "select action_state as state, action_error as error, action_attempts as attempts from form_submissions where id = $1",
      [id],
    )
  )[0]!;
const settles = async (served: ServedBots, id: string, state: string) => {
  await served.until(async () => (await action(served, id)).state === state);
  return (await action(served, id)).error;
};
/** Lets the time come at which it is taken up again. */
async function dueNow(served: ServedBots, id: string): Promise<void> {
  await served.sql("update form_submissions set action_due_at = now() where id = $1", [id]);
  served.coordination.wakeUps.publish("deliveries", "");
}
const notifies = (served: ServedBots, form: string, chat: { id: number; title?: string }) =>
  served.sql("update forms set notification_chat_id = $2, notification_chat_title = $3 where id = $1", [
    form,
    chat.id,
    chat.title ?? null,
  ]);
const said = ({ sim }: TestedBot) => sim.calls("sendMessage").map(({ params }) => String(params.text));

const visit = sharedRuntime({ config });

describe.concurrent("a finished submission", () => {
  test("of a form with a webhook is posted, and done when that has arrived", async () => {
    const served = visit();
    await using receiver = await Receiver.open((_, response) => void response.writeHead(500).end());
    const bot = await served.addBot();
    const form = await served.addForm(bot, {
      name: "Order",
      fields,
      onCompleteAction: "webhook",
      webhookUrl: receiver.url,
    });
    const answers = { name: "Anna", days: ["Mon"] };
    const id = await submit(served, bot, form, answers);
    await served.until(async () => (await action(served, id)).error === "It answered with status 500");
    expect(receiver.received[0]!.json).toEqual({
      event: "form.submitted",
      bot: { id: bot.id, username: bot.sim.username, name: bot.sim.name },
      form: { id: form, name: "Order", version: 1 },
      submission: { id, state: "complete", answers, startParameter: null, createdAt: expect.stringMatching(/Z$/) },
      user: { id: 77, externalId: "77", username: "anna", firstName: "Anna" },
      preview: false,
    });
    receiver.says({});
    await served.sql("update webhook_deliveries set next_attempt_at = now()");
    expect(await settles(served, id, "done")).toBeNull();
    expect(receiver.received).toHaveLength(2);
  });

  test("fails with the reason when it is given up, and goes to the new address by the same id when tried again", async () => {
    const served = visit();
    await using wrong = await Receiver.open((_, response) => void response.writeHead(404).end());
    await using right = await Receiver.open();
    const bot = await served.addBot();
    const form = await served.addForm(bot, { name: "F", fields, onCompleteAction: "webhook", webhookUrl: wrong.url });
    const id = await submit(served, bot, form);
    await served.until(async () => (await action(served, id)).error !== null);
    await served.sql("update webhook_deliveries set tried_since = now() - interval '24 h', next_attempt_at = now()");
    expect(await settles(served, id, "failed")).toBe("It answered with status 404");

    await served.editForm(bot, form, { webhookUrl: right.url });
    await served.sql("update form_submissions set action_state = 'pending'");
    await settles(served, id, "done");
    expect(right.received[0]!.headers["webhook-id"]).toBe(wrong.received[0]!.headers["webhook-id"]);
  });

  test("is not posted while the plan has no webhooks, and says which has", async () => {
    const served = visit();
    await using receiver = await Receiver.open();
    const tenant = await served.addTenant({ plan: "free" });
    const bot = await served.addBot({ tenant });
    const form = await served.addForm(bot, {
      name: "F",
      fields,
      onCompleteAction: "webhook",
      webhookUrl: receiver.url,
    });
    const id = await submit(served, bot, form);
    expect(await settles(served, id, "failed")).toMatch(/come with the plan Starter/);
    await served.sql("update tenants set plan = 'starter' where id = $1", [tenant]);
    await served.sql("update form_submissions set action_state = 'pending' where id = $1", [id]);
    await dueNow(served, id);
    await settles(served, id, "done");
    expect(receiver.received).toHaveLength(1);
  });

  test("is told to the connected chat with labels, who and when, whatever is in the answers", async () => {
    const served = visit();
    const bot = await served.addBot();
    const group = served.telegram.group({ title: "Sales", bots: [bot.sim] });
    const form = await served.addForm(bot, { name: "Order <b>", fields, onCompleteAction: "notify" });
    await notifies(served, form, { id: group.id, title: "Sales" });
    const answers = {
      name: "*_[<b>`](",
      days: ["Mon", "Tue_s"],
      place: { latitude: 52.5, longitude: 13.4 },
      gone: 5,
    };
    const id = await submit(served, bot, form, answers);
    const message = await bot.sim.waitForMessage(/New answers/);
    expect(message.chat.id).toBe(group.id);
    const lines = message.text!.split("\n");
    expect(lines[0]).toBe("New answers: Order <b>");
    expect(lines[1]).toMatch(/^From: Anna \(@anna\) · \w+ \d+, \d{4}, .* UTC$/);
    expect(lines.slice(2)).toEqual([
      ...["", "Your <name>?", "*_[<b>`]("],
      ...["", "Days", "• Mon", "• Tue_s"],
      ...["", "Where", "52.5, 13.4"],
      ...["", "gone", "5"],
    ]);
    const ours = message.entities!.filter(({ type }) => type === "bold" || type === "text_link");
    expect(ours.map(({ offset, length }) => message.text!.slice(offset, offset + length))).toEqual([
      "New answers: Order <b>",
      "Anna",
      "Your <name>?",
      "Days",
      "Where",
      "52.5, 13.4",
      "gone",
    ]);
    expect(await settles(served, id, "done")).toBeNull();
    expect((await served.messages(bot)).at(-1)).toMatchObject({ direction: "outbound", status: "sent" });
  });

  test("is told whole however long it is, with its photo, or a word where that is gone", async () => {
    const served = visit();
    const bot = await served.addBot();
    const admin = served.telegram.user();
    admin.says(bot.sim, "Hello");
    await served.settled(bot);
    const form = await served.addForm(bot, { name: "Long", fields, onCompleteAction: "notify" });
    await notifies(served, form, admin);
    const picture = await keptPicture(served, bot);
    const words = Array.from({ length: 2_000 }, (_, n) => `word${n}`).join(" ");
    const id = await submit(served, bot, form, { name: words, picture });
    await settles(served, id, "done");
    const told = said(bot).slice(1);
    expect(told.length).toBeGreaterThan(2);
    expect(told.join(" ").replace(/\s+/g, " ")).toContain(words);
    expect(bot.sim.calls("sendPhoto").map(({ params }) => [params.chat_id, params.caption])).toEqual([
      [expect.anything(), "A picture"],
    ]);

    const lost = await submit(served, bot, form, { picture: { ...picture, fileId: newId() } });
    await settles(served, lost, "done");
    expect(said(bot).at(-1)).toMatch(/photo for “A picture” could not be sent/);
  });

  test.each(["sendMessage", "sendPhoto"])("is told once where its %s is said to have failed", async (method) => {
    const served = visit();
    const bot = await served.addBot();
    const admin = served.telegram.user();
    admin.says(bot.sim, "Hello");
    await served.settled(bot);
    const form = await served.addForm(bot, { name: "F", fields, onCompleteAction: "notify" });
    await notifies(served, form, { id: admin.id, title: "Anna" });
    const picture = await keptPicture(served, bot);
    served.telegram.inject({ kind: "status", status: 502, when: "after" }, { method });
    // Nor does it tell of this chat whether the message is there.
    served.telegram.inject({ kind: "status", status: 403 }, { method: "stopPoll" });
    const id = await submit(served, bot, form, { picture });
    expect(await settles(served, id, "failed")).toMatch(/not known whether all of it has arrived: look into “Anna”/);
    const texts = said(bot).filter((text) => /^New answers/.test(text));
    expect([texts.length, bot.sim.calls("sendPhoto").length]).toEqual([1, 1]);
    expect(
      (await served.messages(bot))
        .slice(-2)
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual(["sent", "unknown"]);
  });

  test("is tried again where the bot was kicked, then fails and says what to do; let in again, it arrives", async () => {
    const served = visit();
    const bot = await served.addBot();
    const group = served.telegram.group({ title: "Sales", bots: [bot.sim] });
    const form = await served.addForm(bot, { name: "F", fields, onCompleteAction: "notify" });
    await notifies(served, form, { id: group.id, title: "Sales" });
    group.removeBot(bot.sim);
    const id = await submit(served, bot, form);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await served.until(async () => {
        const { attempts, error } = await action(served, id);
        return attempts === attempt && error !== null && (await served.pending(bot)) === 0;
      });
      expect((await action(served, id)).state).toBe("pending");
      await dueNow(served, id);
    }
    expect(await settles(served, id, "failed")).toMatch(/may not write to “Sales” any more: let it in again/);
    expect(await served.deadLetters(bot)).toEqual([]);

    group.addBot(bot.sim);
    await served.sql("update form_submissions set action_state = 'pending' where id = $1", [id]);
    await settles(served, id, "done");
    expect(said(bot).filter((text) => /^New answers/.test(text)).length).toBeGreaterThan(0);
  });

  test("waits for a bot that is off, and is told once when it is on again", async () => {
    const served = visit();
    const bot = await served.addBot();
    const admin = served.telegram.user();
    admin.says(bot.sim, "Hello");
    await served.settled(bot);
    const form = await served.addForm(bot, { name: "F", fields, onCompleteAction: "notify" });
    await notifies(served, form, admin);
    await served.edit(bot, { isActive: false });
    await served.until(() => bot.sim.polls.held === 0);
    const id = await submit(served, bot, form);
    for (let look = 0; look < 3; look++) {
      await served.until(
        async () => (await served.sql("select from form_submissions where action_due_at > now()")).length === 1,
      );
      await dueNow(served, id);
    }
    expect(await served.pending(bot)).toBe(1);
    await served.edit(bot, { isActive: true });
    await settles(served, id, "done");
    await served.settled(bot);
    expect(said(bot).filter((text) => /^New answers/.test(text))).toHaveLength(1);
  });

  test.each([
    [
      { onCompleteAction: "webhook" as const, webhookUrl: "https://a.example/" },
      "update forms set webhook_url = null",
      "failed",
      /no webhook address/,
    ],
    [{ onCompleteAction: "notify" as const }, "select 1", "failed", /No chat is connected/],
    [{ onCompleteAction: "notify" as const }, "update forms set on_complete_action = 'save'", "none", null],
  ])("of a form that lacks what it needs says so (%#)", async (form, change, state, reason) => {
    await using served = await serve({ config, start: false });
    const bot = await served.addBot({ isActive: false });
    const id = await submit(served, bot, await served.addForm(bot, { name: "F", fields, ...form }));
    await served.sql(change);
    await served.start();
    const error = await settles(served, id, state);
    if (reason) expect(error).toMatch(reason);
    else expect(error).toBeNull();
  });

  test("is acted upon at once when the form is filled in in the chat", async () => {
    const served = visit();
    await using receiver = await Receiver.open();
    const bot = await served.addBot();
    const form = await served.addForm(bot, {
      name: "Order",
      fields: [{ type: "text", name: "name", label: "Your name?" }],
      onCompleteAction: "webhook",
      webhookUrl: receiver.url,
    });
    const anna = served.telegram.user();
    anna.says(bot.sim, `/start form_${form}`);
    await bot.sim.waitForMessage(/Your name/);
    anna.says(bot.sim, "Anna");
    const summary = await bot.sim.waitForMessage((message) =>
      JSON.stringify(message.reply_markup ?? "").includes("onfirm"),
    );
    const confirm = summary.reply_markup!.inline_keyboard.flat().find(({ text }) => /confirm/i.test(text))!;
    anna.presses(summary, confirm.text);
    await served.until(() => receiver.received.length === 1);
    expect(receiver.received[0]!.json.submission.answers).toEqual({ name: "Anna" });
    await served.until(async () => (await served.submissions(bot))[0]?.actionState === "done");
  });
});

describe.concurrent("/connect", () => {
  async function code(
    served: ServedBots,
    bot: TestedBot,
    form: string,
    text: string,
    ends = "now() + interval '15 min'",
  ) {
    await served.sql(
      `insert into connect_codes (id, tenant_id, bot_id, form_id, hash, expires_at) values ($1, $2, $3, $4, $5, ${ends})`,
      [newId(), bot.tenantId, bot.id, form, hashOfCode(text)],
    );
  }
  const connected = async (served: ServedBots) =>
    (await served.sql("select notification_chat_id::float8 as chat, notification_chat_title as title from forms"))[0];

  test("connects a private chat or a group by its code, once, in the language of who sends it", async () => {
    const served = visit();
    const bot = await served.addBot();
    const form = await served.addForm(bot, { name: "Order", fields, onCompleteAction: "notify" });
    await code(served, bot, form, "ABCD2345");
    const vera = served.telegram.user({ firstName: "Вера", lastName: "К", languageCode: "ru" });
    vera.says(bot.sim, "/connect abcd-2345");
    await bot.sim.waitForMessage(/^Готово: ответы на «Order»/);
    expect(await connected(served)).toEqual({ chat: vera.id, title: "Вера К" });
    const id = await submit(served, bot, form);
    await settles(served, id, "done");
    expect(said(bot).at(-1)).toMatch(/^Новые ответы: Order/);

    const group = served.telegram.group({ title: "Sales", bots: [bot.sim] });
    const anna = served.telegram.user();
    anna.says(group, `/connect@${bot.sim.username} ABCD2345`);
    await bot.sim.waitForMessage(/not valid/);
    await code(served, bot, form, "WXYZ6789");
    anna.says(group, `/connect@${bot.sim.username} WXYZ6789`);
    await bot.sim.waitForMessage(/^Connected: answers to “Order”/);
    expect(await connected(served)).toEqual({ chat: group.id, title: "Sales" });
    expect(await served.messagesUsed(bot.tenantId)).toBe(0);
  });

  test("takes no code that is old, another bot's, or none, and says so", async () => {
    const served = visit();
    const bot = await served.addBot();
    const other = await served.addBot({ tenant: bot.tenantId });
    const form = await served.addForm(bot, { name: "Order", fields, onCompleteAction: "notify" });
    await code(served, bot, form, "BCDE3456", "now() - interval '1 s'");
    await code(served, bot, form, "VWXY5678");
    const anna = served.telegram.user();
    anna.says(bot.sim, "/connect BCDE3456");
    await bot.sim.waitForMessage(/not valid/);
    anna.says(other.sim, "/connect VWXY5678");
    await other.sim.waitForMessage(/not valid/);
    anna.says(bot.sim, "/connect");
    await bot.sim.waitForMessage(/Send the code that/);
    expect(await connected(served)).toMatchObject({ chat: null });
    await served.addCommand(bot, { name: "connect", textResponse: "Our own" });
    await served.until(async () => {
      anna.says(bot.sim, "/connect");
      return (await bot.sim.waitForMessage()).text === "Our own";
    });
  });

  test("gives a code that two chats send to one of them", async () => {
    const served = visit();
    const bot = await served.addBot();
    const form = await served.addForm(bot, { name: "Order", fields, onCompleteAction: "notify" });
    await code(served, bot, form, "CDEF4567");
    const people = Array.from({ length: 8 }, () => served.telegram.user());
    for (const person of people) person.says(bot.sim, "/connect CDEF4567");
    await served.until(() => said(bot).length === people.length);
    expect(said(bot).filter((text) => text.startsWith("Connected"))).toHaveLength(1);
    const winner = bot.sim.calls("sendMessage").find(({ params }) => String(params.text).startsWith("Connected"))!;
    expect(await connected(served)).toMatchObject({ chat: Number(winner.params.chat_id) });
  });

  test("is said again, and not undone, when the runtime is killed before it could say it", async () => {
    await using served = await serve({ config, start: false });
    const bot = await served.addBot();
    const form = await served.addForm(bot, { name: "Order", fields, onCompleteAction: "notify" });
    await code(served, bot, form, "ABCD2345");
    const anna = served.telegram.user();
    {
      await using runtime = await served.startProcess();
      await using _held = await served.hold("lock table messages in share mode");
      anna.says(bot.sim, "/connect ABCD2345");
      await served.blocked();
      await runtime.kill();
    }
    await served.start();
    await bot.sim.waitForMessage(/^Connected/);
    await served.settled(bot);
    expect(said(bot)).toHaveLength(1);
    expect(await connected(served)).toMatchObject({ chat: anna.id });
  });
});
