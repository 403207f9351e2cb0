import { type Api, InputFile } from "grammy";
import { Pool } from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sample } from "#shared/testing/files/samples.ts";
import type { ServedBot } from "../../runtime/bots/served-bot.ts";
import { apiOver } from "../../runtime/channels/api-over.ts";
import { preview } from "../../runtime/channels/preview/preview.ts";
import { PreviewStage } from "../../runtime/channels/preview/preview-stage.ts";
import type { Job } from "../../runtime/dispatcher/job.ts";
import { openBrowser, openPage, overflows } from "./testing/browser.ts";
import { openWorld, type World } from "./testing/world.ts";

let world: World;
let browser: Browser;
let url: string;
let botId: string;
let state: string;

/** The least that a PNG can be. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

beforeAll(async () => {
  world = await openWorld();
  url = (await world.start("standalone")).ready;
  browser = await openBrowser();
  state = `${world.dataDir}/signed-in.json`;
  const { page } = await openPage(browser);
  await page.goto(url);
  const ann = { name: "Ann", email: "ann@example.com", password: "a long enough password" };
  await post(page, "/api/auth/sign-up/email", ann);
  botId = (await post(page, "/api/v1/bots", { name: "Tea house" })).id;
  const form = await post(page, `/api/v1/bots/${botId}/forms`, {
    name: "Order",
    fields: [
      { type: "phone", name: "phone", label: "Your number?" },
      { type: "multiselect", name: "teas", label: "Which teas?", options: ["Green", "Black"] },
      { type: "photo", name: "pot", label: "A photo of your pot?" },
      { type: "location", name: "place", label: "Where to?" },
    ],
  });
  for (const command of [
    { name: "order", responseType: "form", formId: form.id },
    {
      name: "menu",
      responseType: "menu",
      menuConfig: {
        text: "What would you like?",
        rows: [[{ text: "Prices", action: { type: "text", value: "Tea is 5." } }]],
      },
    },
    {
      name: "keys",
      responseType: "menu",
      menuConfig: {
        text: "They are below.",
        variant: "keyboard",
        rows: [[{ text: "Opening hours", action: { type: "text", value: "From 9 to 5." } }]],
      },
    },
  ])
    await post(page, `/api/v1/bots/${botId}/commands`, command);
  await page.context().storageState({ path: state });
});
afterAll(async () => {
  await browser?.close();
  await world[Symbol.asyncDispose]();
});

/** Lets the bot send into its latest test chat what no stage of ours sends yet. */
async function sendsToChat(send: (api: Api, chatId: number) => Promise<unknown>): Promise<void> {
  await using pools = new AsyncDisposableStack();
  const pool = pools.adopt(new Pool({ connectionString: world.database.url, max: 1 }), (opened) => opened.end());
  const { rows } = await pool.query(
    `select p.user_id::float8 as person, b.tenant_id as tenant, s.owner, s.id as shard, s.epoch
     from preview_sessions p join bots b on b.id = p.bot_id join shards s on s.id = b.shard
     where b.id = $1 order by p.used_at desc limit 1`,
    [botId],
  );
  const [{ person, tenant, owner, shard, epoch }] = rows;
  const bot: ServedBot = {
    ...{ id: botId, tenantId: tenant, channel: "telegram", telegramId: null, username: null, name: "Tea house" },
    ...{ token: null, revision: 1 },
    tenure: { shard, epoch },
  };
  const stage = new PreviewStage({ pool, wakeUps: { publish() {} }, owner });
  const job = { seq: 0, update: { message: { from: { id: person } } } } as Job;
  await send(apiOver(preview({ bot, job }, stage)), person);
}

const post = (page: Page, path: string, body: object) =>
  page.evaluate(
    async ([path, body]) => {
      const response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body });
      return response.json();
    },
    [path, JSON.stringify(body)] as const,
  );

async function openChat(options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser, { storageState: state, ...options });
  await opened.page.goto(`${url}/bots/${botId}`);
  await opened.page.getByRole("button", { name: /^(Try it|Попробовать)$/ }).click();
  await opened.page.getByRole("button", { name: /^(Start|Старт)$/ }).waitFor();
  const write = async (text: string) => {
    await opened.page.getByLabel(/^(Message to the bot|Сообщение боту)$/).fill(text);
    await opened.page.keyboard.press("Enter");
  };
  return { ...opened, write, log: opened.page.getByRole("log") };
}

describe("the test chat of a bot without a token", () => {
  test("greets, opens a menu, and answers what is written", async () => {
    const { page, complaints, write, log } = await openChat();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await log.getByText("I am Tea house").waitFor();
    await write("/menu");
    await log.getByRole("button", { name: "Prices" }).click();
    await log.getByText("Tea is 5.").waitFor();
    await write("do you have *oolong*?");
    await log.getByText("echo: do you have").waitFor();
    expect(await log.locator("em").innerText()).toBe("oolong");
    expect(complaints).toEqual([]);
  });

  test("takes a form with a contact, options, a photo and a place", async () => {
    const { page, complaints, write, log } = await openChat();
    await write("/order");
    await log.getByText("Your number?").waitFor();
    await page.getByRole("button", { name: "Share my phone number" }).click();
    await page.getByRole("button", { name: "Send contact" }).click();
    await log.getByText("Which teas?").waitFor();
    await log.getByRole("button", { name: "Green" }).click();
    await log.getByRole("button", { name: "Done (1)" }).click();
    await log.getByText("A photo of your pot?").waitFor();
    await page.locator("input[type=file]").setInputFiles({ name: "pot.png", mimeType: "image/png", buffer: pixel });
    await log.getByText("Where to?").waitFor();
    await page.getByRole("button", { name: "Share my location" }).click();
    await page.getByRole("button", { name: "Send location" }).click();
    await log.getByText("Please check your answers").waitFor();
    await log.getByRole("button", { name: "Confirm" }).click();
    await log.getByText("Thank you!").waitFor();
    expect(complaints).toEqual([]);
  });

  test("puts a menu under the text field, whose keys send what stands on them", async () => {
    const { page, complaints, write, log } = await openChat({ viewport: { width: 375, height: 700 } });
    await write("/keys");
    await log.getByText("They are below.").waitFor();
    const keyboard = page.getByRole("group", { name: "The bot’s keyboard" });
    await keyboard.getByRole("button", { name: "Opening hours" }).click();
    await log.getByText("From 9 to 5.").waitFor();
    expect(await log.getByText("Opening hours").count()).toBe(1);
    await page.getByRole("button", { name: "Hide the bot’s keyboard" }).click();
    await keyboard.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Show the bot’s keyboard" }).click();
    await keyboard.getByRole("button", { name: "Opening hours" }).waitFor();
    expect(await overflows(page)).toBe(false);
    // A form's own takes its place, and once it was used only the menu's is there again.
    await write("/order");
    await keyboard.getByRole("button", { name: "Share my phone number" }).click();
    await page.getByRole("button", { name: "Send contact" }).click();
    await log.getByText("Which teas?").waitFor();
    await keyboard.getByRole("button", { name: "Opening hours" }).waitFor();
    expect(await keyboard.getByRole("button").count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("shows a photo that the bot sends, and gives out its files", async () => {
    const { page, complaints, write, log } = await openChat();
    await write("hello");
    await log.getByText("echo: hello").waitFor();
    await sendsToChat(async (api, chatId) => {
      await api.sendPhoto(chatId, new InputFile(pixel), { caption: "Our pot" });
      await api.sendDocument(chatId, new InputFile(sample("pdf"), "prices.pdf"));
    });
    const photo = log.getByRole("img", { name: "Photo" });
    await photo.waitFor();
    await expect.poll(() => photo.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      log.getByRole("link", { name: "prices.pdf" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("prices.pdf");
    expect(complaints).toEqual([]);
  });

  test("goes on where it was after a while out of sight, and begins anew when asked", async () => {
    const { page, complaints, write, log } = await openChat();
    await write("one");
    await log.getByText("echo: one").waitFor();
    await page.keyboard.press("Escape");
    await log.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Try it" }).click();
    await log.getByText("echo: one").waitFor();
    await write("two");
    await log.getByText("echo: two").waitFor();
    expect(await log.getByText("echo: one").count()).toBe(1);
    await page.getByRole("button", { name: "Restart" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
    expect(await log.getByText("echo:").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("speaks the language of the pretended person, on a phone too", async () => {
    const { page, complaints, log } = await openChat({ locale: "ru", viewport: { width: 390, height: 844 } });
    await page.getByRole("button", { name: "Старт" }).click();
    await log.getByText("Здравствуйте").waitFor();
    await page.getByText("EN", { exact: true }).click();
    await page.getByRole("button", { name: "Старт" }).click();
    await log.getByText("Hello").waitFor();
    expect(await overflows(page)).toBe(false);
    expect(complaints).toEqual([]);
  });
});

describe("the test chat of a bot that is stopped", () => {
  test("says so, and answers all the same", async () => {
    const { page, complaints, write, log } = await openChat();
    await post(page, `/api/v1/bots/${botId}/stop`, {});
    await page.getByText("This bot is stopped: it answers here, and not in Telegram.").waitFor();
    await write("are you there?");
    await log.getByText("echo: are you there?").waitFor();
    await post(page, `/api/v1/bots/${botId}/start`, {});
    expect(complaints).toEqual([]);
  });
});

describe("a conversation in the page", () => {
  test("shows the photos and documents that came, and why one did not", async () => {
    const telegram = world.telegram.addBot();
    const { page, complaints } = await openPage(browser, {
      storageState: state,
      viewport: { width: 375, height: 700 },
    });
    await page.goto(url);
    const { id } = await post(page, "/api/v1/bots", { token: telegram.token });
    const ann = world.telegram.user({ firstName: "Ann" });
    ann.sendsPhoto(telegram, { content: pixel, caption: "Look" });
    ann.sendsDocument(telegram, new File([sample("pdf")], "contract.pdf"), { caption: "Read" });
    ann.sendsDocument(telegram, new File([new Uint8Array(21 * 2 ** 20)], "film.mov"), { caption: "Watch" });
    await telegram.waitForMessage("echo: Watch");
    await page.goto(`${url}/bots/${id}/conversations`);
    await page.getByRole("link", { name: /Ann/ }).click();
    const log = page.getByRole("log");
    const photo = log.getByRole("img", { name: "Photo" });
    await photo.waitFor();
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    await log.getByText("Not kept: larger than 20 MB").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      log.getByRole("link", { name: "contract.pdf" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("contract.pdf");
    expect(await overflows(page)).toBe(false);
    expect(complaints).toEqual([]);
  });
});
