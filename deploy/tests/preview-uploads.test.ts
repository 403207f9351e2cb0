/** What bots can send besides texts: shown in a test chat as in Telegram, whoever of our stages sends it one day. */
import { Readable } from "node:stream";
import { Api, GrammyError, InputFile, InputMediaBuilder } from "grammy";
import type { Message } from "grammy/types";
import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sample } from "#shared/testing/files/samples.ts";
import type { Bot } from "#shared/testing/telegram/bot.ts";
import type { Visitor } from "../../control-plane/testing/visitor.ts";
import type { ServedBot } from "../../runtime/bots/served-bot.ts";
import { apiOver } from "../../runtime/channels/api-over.ts";
import { preview } from "../../runtime/channels/preview/preview.ts";
import { PreviewStage } from "../../runtime/channels/preview/preview-stage.ts";
import type { Job } from "../../runtime/dispatcher/job.ts";
import { openPreviewLab, type PreviewLab, type TestChat } from "./testing/preview-lab.ts";

let lab: PreviewLab;
let owner: Visitor;
let pool: Pool;
let telegram: Bot;
let chat: TestChat;
/** The same bot's, in Telegram and in its test chat; and where it writes to there. */
let sides: { api: Api; chatId: number }[];
let opened = 0;
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  lab = stack.use(await openPreviewLab());
  owner = await lab.api.person("Owner");
  pool = stack.adopt(new Pool({ connectionString: lab.api.databaseUrl, max: 2 }), (opened) => opened.end());
});
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  const { body } = await owner.post("/api/v1/bots", { name: "Shop" });
  chat = stack.use(await lab.chat(owner, body.id, { firstName: "Ann" }));
  // One that nobody else writes to: it numbers its messages as the test chat does.
  telegram = lab.api.telegram.addBot({ name: "Shop" });
  const ann = lab.api.telegram.user({ firstName: "Ann" });
  ann.says(telegram, "/start");
  await chat.says("/start");
  const first = await chat.events.waitFor("message");
  await lab.settled(body.id);
  const there = new Api(telegram.token, { apiRoot: lab.api.telegram.url });
  await there.sendMessage(ann.id, first.message.text!);
  const personId = (first.message.chat as { id: number }).id;
  sides = [
    { api: there, chatId: ann.id },
    { api: await inPreview(body.id, personId), chatId: personId },
  ];
});

/** An Api that speaks in the test chat, as a turn there has it. */
async function inPreview(botId: string, personId: number): Promise<Api> {
  const [row] = await lab.api.sql(
    `select b.tenant_id, b.name, s.owner, s.epoch, s.id as shard from bots b join shards s on s.id = b.shard
     where b.id = $1`,
    [botId],
  );
  const { tenant_id, name, owner, epoch, shard } = row as Record<"tenant_id" | "name" | "owner", string> &
    Record<"epoch" | "shard", number>;
  const bot: ServedBot = {
    ...{ id: botId, tenantId: tenant_id, channel: "telegram", name, telegramId: null, username: null, token: null },
    revision: 1,
    tenure: { shard, epoch },
  };
  const stage = new PreviewStage({ pool, wakeUps: lab.api.coordination.wakeUps, owner });
  const job = { seq: ++opened, update: { message: { from: { id: personId } } } } as Job;
  return apiOver(preview({ bot, job }, stage));
}

/** Does the same on both sides. @returns what each was answered, as far as both can agree */
async function both(work: (api: Api, chatId: number) => Promise<unknown>) {
  const answers: unknown[] = [];
  for (const { api, chatId } of sides) {
    const answer = await work(api, chatId).catch((error: unknown) => {
      if (!(error instanceof GrammyError)) throw error;
      return { refused: error.error_code, because: error.description };
    });
    answers.push(plain(answer));
  }
  return answers;
}

/** Not in whose chat, when and by which bot; and files by what is known of them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { chat, date, from, sender_user, file_id, file_unique_id, width, height, mime_type, ...shown } =
    value as Record<string, unknown>;
  if ("media_group_id" in shown) shown.media_group_id = "an album";
  return Object.fromEntries(Object.entries(shown).map(([key, field]) => [key, plain(field)]));
}

const photo = sample("png", 2_000);
const paper = sample("pdf", 90_000);
const paperOf = (content: Buffer | Readable = paper) => new InputFile(content, "paper.pdf");

const fileOf = ({ photo, document, video }: Message) => (photo?.at(-1) ?? document ?? video)!.file_id;
const lastShown = () => chat.events.data.findLast((event) => event.type === "message")!.message as unknown as Message;
const download = (fileId: string, visitor = owner) =>
  fetch(`${lab.api.url}${chat.path}/files/${encodeURIComponent(fileId)}`, { headers: { cookie: visitor.cookie } });

describe("a test chat", () => {
  test.each<[string, (api: Api, chatId: number) => Promise<unknown>]>([
    ["a photo", (api, id) => api.sendPhoto(id, new InputFile(photo), { caption: "<b>Look</b>", parse_mode: "HTML" })],
    ["a document", (api, id) => api.sendDocument(id, paperOf(), { caption: "Read" })],
    ["a document as a stream", (api, id) => api.sendDocument(id, paperOf(Readable.from([paper])))],
    ["a video", (api, id) => api.sendVideo(id, new InputFile(paper, "film.mp4"))],
    ["a file that is empty", (api, id) => api.sendDocument(id, new InputFile(Buffer.alloc(0), "none.txt"))],
    ["a file that nobody has", (api, id) => api.sendDocument(id, "BQACAgIAAxk")],
    ["no file at all", (api, id) => api.sendDocument(id, "")],
    [
      "an album",
      (api, id) =>
        api.sendMediaGroup(id, [
          InputMediaBuilder.photo(new InputFile(photo), { caption: "One" }),
          InputMediaBuilder.photo(new InputFile(photo)),
        ]),
    ],
    ["an album of nothing", (api, id) => api.sendMediaGroup(id, [])],
    ["a copy", (api, id) => api.copyMessage(id, id, 2)],
    ["a copy of nothing", (api, id) => api.copyMessage(id, id, 99)],
    ["a forwarded message", (api, id) => api.forwardMessage(id, id, 2)],
    ["a message of another chat", (api, id) => api.forwardMessage(id, 77, 2)],
    [
      "a rich message",
      (api, id) => api.raw.sendRichMessage({ chat_id: id, rich_message: { markdown: "# Hello" } } as never),
    ],
    ["what no Bot API has", (api, id) => (api.raw as never as Record<string, Nothing>).sendLove!({ chat_id: id })],
  ])("takes, or refuses, as Telegram does: %s", async (_, work) => {
    const [there, here] = await both(work);
    expect(here).toEqual(there);
  });

  test("sends again by its id what was sent before, and copies it with another caption", async () => {
    const answers = await both(async (api, chatId) => {
      const first = await api.sendDocument(chatId, paperOf(), { caption: "Read" });
      const again = await api.sendDocument(chatId, fileOf(first));
      const copy = await api.copyMessage(chatId, chatId, first.message_id, { caption: "Read this" });
      return [first, again, copy];
    });
    expect(answers[1]).toEqual(answers[0]);
    await chat.events.waitFor("message", 4);
    expect(lastShown()).toMatchObject({ caption: "Read this", document: { file_name: "paper.pdf" } });
  });

  test("shows a photo as one, and a document as a download that runs nothing, to its tenant alone", async () => {
    const { api, chatId } = sides[1]!;
    await api.sendPhoto(chatId, new InputFile(photo));
    await chat.events.waitFor("message", 2);
    const shown = lastShown();
    expect(shown.photo).toMatchObject([{ width: 1, height: 1, file_size: photo.length }]);
    const image = await download(fileOf(shown));
    expect(image.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await image.arrayBuffer()).equals(photo)).toBe(true);

    await api.sendDocument(chatId, new InputFile(Buffer.from("<script>alert(1)</script>"), "page.html"));
    await chat.events.waitFor("message", 3);
    const page = await download(fileOf(lastShown()));
    expect(Object.fromEntries(page.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(/^attachment/),
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
    });
    const stranger = await lab.api.person("Stranger");
    expect((await download(fileOf(shown), stranger)).status).toBe(404);
    expect((await download("preview-nothing")).status).toBe(404);
    await owner.delete(chat.path);
    expect((await download(fileOf(shown))).status).toBe(404);
  });

  test("refuses what Telegram takes no photo for, and more than a test chat holds, and shows nothing of it", async () => {
    const { api, chatId } = sides[1]!;
    const huge = sample("png", 11 * 2 ** 20);
    await expect(api.sendPhoto(chatId, paperOf())).rejects.toThrow("400: Bad Request: IMAGE_PROCESS_FAILED");
    await expect(api.sendPhoto(chatId, new InputFile(huge))).rejects.toThrow("400: Bad Request: file is too big");
    const endless = Readable.from(
      (function* () {
        for (;;) yield huge;
      })(),
    );
    await expect(api.sendDocument(chatId, new InputFile(endless))).rejects.toThrow("413: Request Entity Too Large");
    for (let n = 0; n < 4; n++) await api.sendDocument(chatId, new InputFile(huge, "a"));
    await expect(api.sendDocument(chatId, new InputFile(huge, "a"))).rejects.toThrow("413");
    await chat.events.waitFor("message", 5);
    const [{ n } = { n: 0 }] = await lab.api.sql("select count(*)::int as n from preview_files where session_id = $1", [
      chat.session.id,
    ]);
    expect(n).toBe(4);
  });

  test("keeps a file once that is sent again after a crash", async () => {
    const { chatId } = sides[1]!;
    const api = await inPreview(chat.session.botId, chatId);
    const first = await api.sendDocument(chatId, paperOf());
    opened--;
    const again = await (await inPreview(chat.session.botId, chatId)).sendDocument(chatId, paperOf());
    expect(again).toEqual(first);
    expect(await lab.api.sql("select from preview_files where session_id = $1", [chat.session.id])).toHaveLength(1);
  });
});

type Nothing = (payload: object) => Promise<unknown>;
