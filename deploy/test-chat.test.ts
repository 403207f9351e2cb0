import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
  ])
    await post(page, `/api/v1/bots/${botId}/commands`, command);
  await page.context().storageState({ path: state });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world[Symbol.asyncDispose]();
});

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
    await page.getByRole("button", { name: "Begin anew" }).click();
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
