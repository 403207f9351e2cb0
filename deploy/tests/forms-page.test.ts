import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, openPage, overflowingWidths, overflows } from "./testing/browser.ts";
import { openWorld, type World } from "./testing/world.ts";

let world: World;
let browser: Browser;
let url: string;
let bot: string;

const signedIn = () => ({ storageState: `${world.dataDir}/signed-in.json` });

beforeAll(async () => {
  world = await openWorld();
  url = (await world.start("standalone")).ready;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world[Symbol.asyncDispose]();
});

/** Adds a question of the kind and writes what it asks. */
async function addQuestion(page: Page, kind: string, label: string): Promise<void> {
  await page.getByRole("button", { name: "Add question" }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${kind}`) }).click();
  await page.getByLabel("Question", { exact: true }).fill(label);
}

const questions = (page: Page) => page.getByRole("list", { name: "Questions" }).getByRole("listitem");

describe("the page's forms", () => {
  test("are built for a bot that has no token yet", async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(url);
    await page.getByLabel("Your name").fill("Ann");
    await page.getByLabel("E-mail").fill("ann@example.com");
    await page.getByLabel("Password", { exact: true }).fill("a long enough password");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("link", { name: "Connect a bot" }).first().click();
    await page.getByLabel("Name of the bot").fill("Tea house");
    await page.getByRole("button", { name: "Try it, connect later" }).click();
    await page.getByRole("textbox", { name: "Instructions" }).waitFor();
    bot = page.url().replace(/\/setup.*/, "");
    await page.context().storageState({ path: signedIn().storageState });

    await page.goto(`${bot}/forms`);
    await page.getByRole("link", { name: /^Empty form/ }).click();
    await page.getByRole("button", { name: "Create form" }).click();
    await page.getByText("Give the form a name").waitFor();
    await page.getByText("A form needs at least one question").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Order");
    await addQuestion(page, "One choice", "Which tea?");
    await page.getByLabel("Options", { exact: true }).fill("Green\nBlack");
    await addQuestion(page, "Number", "How many cups?");
    await addQuestion(page, "Text", "With what?");
    await page.getByLabel("Must be answered").uncheck({ force: true });

    // The preview shows the question that is being written, and leads on.
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByText("3/3").waitFor();
    await preview.getByRole("button", { name: "← Back" }).click();
    await preview.getByText("How many cups?").waitFor();

    await page.getByRole("button", { name: "Move: How many cups?" }).focus();
    await page.keyboard.press("Space");
    await page.getByText("How many cups? is at place 2 of 3").waitFor({ state: "attached" });
    await page.keyboard.press("ArrowUp");
    await page.getByText("How many cups? is at place 1 of 3").waitFor({ state: "attached" });
    await page.keyboard.press("Space");
    await questions(page).first().getByText("How many cups?").waitFor();

    await page
      .getByRole("button", { name: /With what\?$|With what\? optional/ })
      .last()
      .click();
    await page.getByRole("button", { name: "Only after a certain answer" }).click();
    await page.getByRole("button", { name: "Create form" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.getByText("conditional").waitFor();
    const [form] = await world.query<{ fields: { name: string; condition: object | null }[] }>(
      "select fields from forms",
    );
    expect(form?.fields.map(({ name, condition }) => [name, condition])).toEqual([
      ["how_many_cups", null],
      ["which_tea", null],
      ["with_what", { field: "which_tea", operator: "equals", value: "Green" }],
    ]);
    expect(complaints).toEqual([]);
  });

  test("say where a pattern is wrong, and ask before unsaved work is lost", async () => {
    const { page } = await openPage(browser, signedIn());
    await page.goto(`${bot}/forms`);
    await page.getByRole("link", { name: "Edit Order" }).click();
    await page
      .getByRole("button", { name: /With what\?/ })
      .last()
      .click();
    await page.getByLabel("Pattern", { exact: true }).fill("(");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("missing closing )").waitFor();
    await page.getByRole("link", { name: "All forms" }).click();
    await page.getByText("Leave without saving?").waitFor();
    await page.getByRole("button", { name: "Leave without saving" }).click();
    await page.getByRole("link", { name: "Edit Order" }).waitFor();
  });

  test("are filled in in the test chat, without a token", async () => {
    const { page, complaints } = await openPage(browser, signedIn());
    await page.goto(`${bot}/forms`);
    await page.getByRole("link", { name: "Edit Order" }).click();
    await page.getByText("The link is there once the bot has a token.").waitFor();
    const id = page.url().split("/").at(-1);
    await page.getByRole("button", { name: "Try it" }).click();
    const chat = page.getByRole("region", { name: "Test chat" });
    const say = async (text: string) => {
      await chat.getByLabel("Message to the bot").fill(text);
      await page.keyboard.press("Enter");
    };
    await say(`/start form_${id}`);
    await chat.getByText("1/3").waitFor();
    await say("three");
    await chat.getByText("Please write a number").waitFor();
    await say("3");
    await chat.getByRole("button", { name: "Green" }).click();
    await chat.getByText("3/3").waitFor();
    await chat.getByRole("button", { name: "Skip" }).last().click();
    await chat.getByText("Is everything right?").waitFor();
    await chat.getByRole("button", { name: "✓ Confirm" }).click();
    await chat.getByText("Thank you! Your answers have been saved.").waitFor();
    await chat.getByRole("button", { name: "Close the test chat" }).click();
    expect(complaints).toEqual([]);
  });

  test("speak the languages of those who fill them in", async () => {
    const { page, complaints } = await openPage(browser, { ...signedIn(), viewport: { width: 375, height: 800 } });
    await page.goto(`${bot}/forms`);
    await page.getByRole("link", { name: "Edit Order" }).click();
    await page
      .getByRole("button", { name: /Which tea\?/ })
      .last()
      .click();
    const inRussian = (name: string) =>
      page
        .getByRole("radiogroup", { name: `Translations: ${name}` })
        .getByText("Русский")
        .click();
    await inRussian("Question");
    await page.getByLabel("Question", { exact: true }).fill("Какой чай?");
    await page.getByRole("button", { name: "Options in other languages" }).press("Enter");
    const options = page.getByRole("group", { name: "Options in other languages" });
    await options.getByLabel("Green").fill("Чёрный");
    await options.getByLabel("Black").fill("Чёрный");
    expect(await overflows(page)).toBe(false);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Two options read the same in one of the languages").waitFor();
    await options.getByLabel("Green").fill("Зелёный");
    await inRussian("Message at the end");
    await page.getByLabel("Message at the end", { exact: true }).fill("Приятного чаепития!");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved", { exact: true }).waitFor();

    await page.getByText("Preview", { exact: true }).first().click();
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByRole("button", { name: "Green" }).waitFor();
    await preview.getByText("Русский").click();
    await preview.getByText("Какой чай?").waitFor();
    await preview.getByRole("button", { name: "Зелёный" }).waitFor();
    expect(await overflows(page)).toBe(false);
    const [form] = await world.query("select fields -> 1 as tea, completion_messages as bye from forms");
    expect(form).toMatchObject({
      tea: { labels: { ru: "Какой чай?" }, optionTexts: { Green: { ru: "Зелёный" }, Black: { ru: "Чёрный" } } },
      bye: { ru: "Приятного чаепития!" },
    });
    expect(complaints).toEqual([]);
  });

  test("are filled in through Telegram once the bot has a token, and the answers show by themselves", async () => {
    const { page, complaints } = await openPage(browser, signedIn());
    const telegram = world.telegram.addBot({ username: "tea_bot", name: "Tea" });
    const user = world.telegram.user({ firstName: "Bob" });
    await page.goto(`${bot}/settings`);
    await page.getByLabel("Bot token").fill(telegram.token);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("The bot is connected").waitFor();

    await page.getByRole("tab", { name: "Forms" }).click();
    await page.getByRole("link", { name: "Edit Order" }).click();
    const link = await page.getByText("https://t.me/tea_bot?start=form_").innerText();
    user.says(telegram, `/start ${new URL(link).searchParams.get("start")}`);
    await telegram.waitForMessage("1/3\nHow many cups?");
    user.says(telegram, "3");
    user.presses(await telegram.waitForMessage("2/3\nWhich tea?"), "Green");
    user.says(telegram, await telegram.waitForMessage(/^3\/3\nWith what\?/).then(() => "Honey & =lemon"));
    user.presses(await telegram.waitForMessage(/Is everything right\?$/), "✓ Confirm");

    // The chat that is told of the next one is found by a code.
    await page.getByText("Tell a chat").click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Find the chat" }).click();
    const code = await page.getByText(/^\/connect/).innerText();
    const admin = world.telegram.user({ firstName: "Zoe" });
    admin.says(telegram, code);
    await page.getByText("Answers go to Zoe").waitFor();

    await page.getByText(/^Submissions · /).click();
    await page.getByRole("button", { name: "Open the submission of Bob" }).click();
    const drawer = page.getByRole("dialog", { name: "Bob" });
    await drawer.getByText("Honey & =lemon").waitFor();
    await drawer.getByRole("link", { name: "Conversation" }).waitFor();
    await drawer.getByRole("button", { name: "Delete submission" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("The submission has been deleted").waitFor();
    await page.getByRole("button", { name: "Open the submission of Bob" }).waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  test("are told to be missing in a plan without them, before one is built, while those that are there stay", async () => {
    await world.query("update tenants set plan = 'free'");
    const { page, complaints } = await openPage(browser, signedIn());
    await page.goto(`${bot}/forms`);
    await page.getByText("Forms come with the plan Starter.").waitFor();
    await page.getByRole("link", { name: "Edit Order" }).waitFor();
    expect(await page.getByRole("link", { name: "New form" }).count()).toBe(0);
    await page.goto(`${bot}/forms/new/booking`);
    await page.getByText("Forms come with the plan Starter.").waitFor();
    expect(await page.getByRole("button", { name: "Create form" }).count()).toBe(0);
    await world.query("update tenants set plan = 'enterprise'");
    expect(complaints).toEqual([]);
  });

  test.each([
    ["en", "light"],
    ["ru", "dark"],
  ] as const)("fit every screen in %s, %s, on a phone and on a desk", async (locale, colorScheme) => {
    const { page, complaints } = await openPage(browser, {
      ...signedIn(),
      locale,
      colorScheme,
    });
    const [form] = await world.query<{ id: string }>("select id from forms");
    for (const path of ["", "/new", "/new/booking", `/${form?.id}`, `/${form?.id}/submissions`]) {
      await page.goto(`${bot}/forms${path}`);
      await page.getByRole("heading").first().waitFor();
      expect(await overflowingWidths(page), path).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
});
