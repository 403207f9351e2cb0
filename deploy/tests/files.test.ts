/** A photo's whole life: sent to a bot, kept by a runtime, given out by the control plane, deleted with its owner. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Message } from "grammy/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#shared/db/new-id.ts";
import { Field } from "#shared/schemas/form.ts";
import { sample } from "#shared/testing/files/samples.ts";
import type { Visitor } from "../../control-plane/testing/visitor.ts";
import { openPreviewLab, type PreviewLab } from "./testing/preview-lab.ts";

let lab: PreviewLab;
let owner: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  lab = await openPreviewLab();
  owner = await lab.api.person("Owner");
  stranger = await lab.api.person("Stranger");
});
afterAll(() => lab[Symbol.asyncDispose]());

/** A bot that /order asks for a photo. */
async function withForm(bot: object): Promise<string> {
  const { body } = await owner.post("/api/v1/bots", bot);
  const formId = newId();
  const fields = [Field.parse({ type: "photo", name: "photo", label: "Your photo?" })];
  await lab.api.sql(
    "insert into forms (id, tenant_id, bot_id, name, fields) select $1, tenant_id, id, 'Order', $3 from bots where id = $2",
    [formId, body.id, JSON.stringify(fields)],
  );
  await owner.post(`/api/v1/bots/${body.id}/commands`, { name: "order", responseType: "form", formId });
  return body.id;
}

/** The one file of the bot, once it belongs to a submission. */
async function keptOf(botId: string): Promise<{ id: string; storage_key: string }> {
  await lab.settled(botId);
  const [file, ...more] = await lab.api.sql(
    "select id, storage_key from files where bot_id = $1 and submission_id is not null",
    [botId],
  );
  expect(more).toEqual([]);
  return file as { id: string; storage_key: string };
}

async function isOnDisk(key: string): Promise<boolean> {
  return access(join(lab.api.config.DATA_DIR, "files", key)).then(
    () => true,
    () => false,
  );
}

test("a photo sent in Telegram is given to its tenant alone, and goes with the bot", async () => {
  const telegram = lab.api.telegram.addBot();
  const botId = await withForm({ token: telegram.token });
  const content = sample("jpeg", 50_000);
  const ann = lab.api.telegram.user();
  ann.says(telegram, "/order");
  await telegram.waitForMessage(/Your photo/);
  ann.sendsPhoto(telegram, { content });
  const summary = (await telegram.waitForMessage(/check your answers/)) as Message;
  ann.presses(summary, "✓ Confirm");
  await telegram.waitForMessage(/^Thank you/);

  const { id, storage_key } = await keptOf(botId);
  const answer = await fetch(`${lab.api.url}/api/v1/files/${id}`, { headers: { cookie: owner.cookie } });
  expect(answer.headers.get("content-type")).toBe("image/jpeg");
  expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
  expect((await stranger.get(`/api/v1/files/${id}`)).status).toBe(404);

  expect(await isOnDisk(storage_key)).toBe(true);
  expect((await owner.delete(`/api/v1/bots/${botId}`)).status).toBe(204);
  expect((await owner.get(`/api/v1/files/${id}`)).status).toBe(404);
  await expect.poll(() => isOnDisk(storage_key), { timeout: 10_000 }).toBe(false);
});

test("a photo and a document sent past a form are shown with their messages, and given to their tenant alone", async () => {
  const telegram = lab.api.telegram.addBot();
  const { body: bot } = await owner.post("/api/v1/bots", { token: telegram.token });
  const content = sample("jpeg", 50_000);
  const ann = lab.api.telegram.user();
  ann.sendsPhoto(telegram, { content, caption: "Look" });
  ann.sendsDocument(telegram, new File(["<script>alert(1)</script>"], "page.html", { type: "text/html" }));
  ann.sendsDocument(telegram, new File([new Uint8Array(21 * 2 ** 20)], "film.mov"), { caption: "Large" });
  ann.says(telegram, "Well?");
  await telegram.waitForMessage("echo: Well?");
  const { body: conversations } = await owner.get(`/api/v1/bots/${bot.id}/conversations`);
  const messages = `/api/v1/conversations/${conversations.items[0].id}/messages`;
  const came = async () => {
    const { body } = await owner.get(messages);
    return body.items.filter(({ direction }: { direction: string }) => direction === "inbound").reverse();
  };
  await expect
    .poll(async () => (await came()).map(({ file }: { file: { state: string } | null }) => file?.state))
    .toEqual(["kept", "kept", "not_kept", undefined]);
  const [photo, page, film, text] = await came();
  expect(photo).toMatchObject({ content: "Look", file: { name: null, contentType: "image/jpeg", size: 50_000 } });
  expect(page.file).toMatchObject({ name: "page.html", contentType: "application/octet-stream" });
  expect([film.file, text.file]).toEqual([{ state: "not_kept", name: "film.mov", reason: "too_large" }, null]);

  const shown = await fetch(`${lab.api.url}/api/v1/files/${photo.file.id}`, { headers: { cookie: owner.cookie } });
  expect(Buffer.from(await shown.arrayBuffer()).equals(content)).toBe(true);
  const { headers } = await owner.get(`/api/v1/files/${page.file.id}`);
  expect([headers.get("content-type"), headers.get("content-disposition")]).toEqual([
    "application/octet-stream",
    'attachment; filename="page.bin"',
  ]);
  expect((await stranger.get(`/api/v1/files/${photo.file.id}`)).status).toBe(404);

  const [file] = await lab.api.sql("select storage_key from files where id = $1", [photo.file.id]);
  await owner.delete(`/api/v1/bots/${bot.id}`);
  expect((await owner.get(`/api/v1/files/${photo.file.id}`)).status).toBe(404);
  await expect.poll(() => isOnDisk(String(file!.storage_key)), { timeout: 10_000 }).toBe(false);
});

test("a photo sent into the test chat of a bot without a token is kept the same way", async () => {
  const botId = await withForm({ name: "Draft" });
  using chat = await lab.chat(owner, botId, { languageCode: "en" });
  await chat.says("/order");
  await chat.events.waitFor("message");
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await owner.send(`${chat.path}/photos`, png, { "content-type": "image/png" });
  await expect.poll(() => JSON.stringify(chat.shown)).toContain("✓ Confirm");
  await chat.presses("✓ Confirm");
  const { id } = await keptOf(botId);
  const { status, headers } = await owner.get(`/api/v1/files/${id}`);
  expect([status, headers.get("content-type"), headers.get("content-length")]).toEqual([
    200,
    "image/png",
    String(png.length),
  ]);
});
