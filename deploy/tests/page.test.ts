import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, openPage, overflowingWidths } from "./testing/browser.ts";
import { until } from "./testing/until.ts";
import { openWorld, type World } from "./testing/world.ts";

let world: World;
let browser: Browser;
let url: string;

beforeAll(async () => {
  world = await openWorld();
  url = (await world.start("standalone")).ready;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world[Symbol.asyncDispose]();
});

describe("the page", () => {
  test("leads a new person from registering to a bot that has answered", async () => {
    const { page, complaints } = await openPage(browser);
    const telegram = world.telegram.addBot({ username: "tea_bot", name: "Tea" });
    const user = world.telegram.user({ firstName: "Bob" });

    await page.goto(url);
    await page.getByLabel("Your name").fill("Ann");
    await page.getByLabel("E-mail").fill("ann@example.com");
    await page.getByLabel("Password", { exact: true }).fill("a long enough password");
    await page.getByRole("button", { name: "Create account" }).click();

    await page.getByRole("link", { name: "Connect a bot" }).first().click();
    await page.getByLabel("Bot token").fill("123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("Telegram does not know this token").waitFor();
    await page.getByLabel("Bot token").fill(telegram.token);
    await page.getByRole("button", { name: "Connect", exact: true }).click();

    await page.getByRole("textbox", { name: "Instructions" }).fill("You sell tea.");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("Test message").fill("what do you sell?");
    await page.keyboard.press("Enter");
    await page.getByText("echo: what do you sell?").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Waiting for the first message…").waitFor();
    user.says(telegram, "hello");
    await page.getByText("The first message has arrived.").waitFor();
    await telegram.waitForMessage("echo: hello");

    // The one refusal above is the browser's own note of a 400.
    expect(complaints.filter((complaint) => !complaint.includes("status of 400"))).toEqual([]);
    await page.context().storageState({ path: `${world.dataDir}/signed-in.json` });
  });

  test("makes a command and a menu, and shows a conversation live", async () => {
    const { page, complaints } = await openPage(browser, { storageState: `${world.dataDir}/signed-in.json` });
    const telegram = world.telegram.bots.find(({ username }) => username === "tea_bot")!;
    const user = world.telegram.user({ firstName: "Carol" });

    await page.goto(url);
    await page.getByRole("link", { name: /Tea/ }).first().click();
    await page.getByRole("tab", { name: "Commands" }).click();
    await page.getByRole("button", { name: "Add command" }).click();
    await page.getByLabel("Name", { exact: true }).fill("price");
    await page.getByLabel("Answer", { exact: true }).fill("Tea is 5, {first_name}.");
    await page.getByRole("button", { name: "Create command" }).click();
    await page.getByText("/price").first().waitFor();

    await page.getByRole("button", { name: "Add command" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("Name", { exact: true }).fill("keys");
    await drawer.getByText("Menu", { exact: true }).click();
    await drawer.getByLabel("Text above the buttons", { exact: true }).fill("What would you like?");
    await drawer.getByText("Under the text field", { exact: true }).click();
    await drawer.getByRole("button", { name: "Add row" }).click();
    const label = drawer.getByLabel("Text on the button", { exact: true });
    await label.fill("/hours");
    await drawer.getByText("cannot begin with /: let it run the command").waitFor();
    await label.fill("Hours");
    await drawer.getByRole("radiogroup", { name: "Translations: Text on the button" }).getByText("Русский").click();
    await label.fill("Часы");
    await drawer.getByLabel("Text to send", { exact: true }).fill("9 to 18");
    await drawer.getByRole("button", { name: "Create command" }).click();
    // Telegram is told once the runtime knows.
    await until(() => telegram.commands.some(({ command }) => command === "keys"), { what: "the list with /keys" });
    const ivan = world.telegram.user({ firstName: "Ivan", languageCode: "ru" });
    ivan.says(telegram, "/keys");
    await telegram.waitForMessage("What would you like?");
    expect(telegram.calls("sendMessage").at(-1)?.params.reply_markup).toMatchObject({
      keyboard: [[{ text: "Часы" }]],
      is_persistent: true,
    });
    ivan.says(telegram, "Часы");
    await telegram.waitForMessage("9 to 18");

    await page.getByRole("tab", { name: "Conversations" }).click();
    user.says(telegram, "/price");
    await telegram.waitForMessage("Tea is 5, Carol.");
    await page.getByText("Carol").first().click();
    await page.getByText("Tea is 5, Carol.").last().waitFor();
    user.says(telegram, "thanks for the tea");
    await page.getByText("echo: thanks for the tea").last().waitFor();
    expect(complaints).toEqual([]);
  });

  test("marks webhooks of a test chat in their log", async () => {
    const { page, complaints } = await openPage(browser, { storageState: `${world.dataDir}/signed-in.json` });
    const [bot] = await world.query<{ id: string }>("select id from bots");
    for (const preview of [true, false])
      await world.query(
        `insert into webhook_deliveries (id, tenant_id, bot_id, event, url, host, payload, state, next_attempt_at)
         select gen_random_uuid(), tenant_id, id, 'form.submitted', 'https://a.example/orders', 'a.example',
           '{"preview":${preview}}', 'delivered', null from bots`,
      );
    await page.goto(`${url}/bots/${bot!.id}/webhooks`);
    const log = page.getByRole("list", { name: "Webhooks" });
    await expect.poll(() => log.getByRole("listitem").count()).toBe(2);
    expect(await log.getByText("Test chat").count()).toBe(1);
    await log.getByText("Test chat").click();
    await page.getByRole("dialog").getByText("Test chat").waitFor();
    expect(complaints).toEqual([]);
  });

  test("shows what could not be handled, and has it answered once what was wrong is mended", async () => {
    const { page, complaints } = await openPage(browser, { storageState: `${world.dataDir}/signed-in.json` });
    const telegram = world.telegram.bots.find(({ username }) => username === "tea_bot")!;
    const dora = world.telegram.user({ firstName: "Dora" });
    const [bot] = await world.query<{ id: string }>("select id from bots");
    await world.query(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.content like '%poison%' and new.direction = 'outbound' then raise exception 'no poison'; end if;
        return new;
      end $$;
      create trigger refuse before insert on messages for each row execute function refuse()`);
    dora.says(telegram, "a poison");
    await page.goto(`${url}/bots/${bot!.id}`);
    await page.getByText("1 message could not be handled").waitFor();
    await page.getByRole("link", { name: "Look at them" }).click();
    const list = page.getByRole("list", { name: "Unhandled messages" });
    await list.getByText("Dora").waitFor();
    await list.getByText("a poison").waitFor();
    await list.getByText(/Tried 3 times:.*no poison/).waitFor();
    await world.query("drop trigger refuse on messages");
    await list.getByRole("button", { name: "Try again" }).click();
    await telegram.waitForMessage("echo: a poison");
    await page.getByText("Nothing is left unhandled").waitFor();
    dora.says(telegram, "after it");
    await telegram.waitForMessage("echo: after it");
    expect(complaints).toEqual([]);
  });

  test.each([
    ["en", "light"],
    ["ru", "dark"],
  ] as const)("fits every screen in %s, %s, on a phone and on a desk", async (locale, colorScheme) => {
    const { page, complaints } = await openPage(browser, {
      storageState: `${world.dataDir}/signed-in.json`,
      locale,
      colorScheme,
    });
    const { rows } = { rows: (await world.query("select id from bots")) as { id: string }[] };
    const bot = `/bots/${rows[0]!.id}`;
    for (const path of [
      "/bots",
      "/bots/new",
      bot,
      `${bot}/overview/unhandled`,
      `${bot}/ai`,
      `${bot}/commands`,
      `${bot}/conversations`,
      `${bot}/webhooks`,
      `${bot}/settings`,
      `${bot}/settings/sentences`,
      "/api-access",
      "/settings",
      "/settings/webhooks",
      "/nowhere",
    ]) {
      await page.goto(url + path);
      await page.getByRole("heading").first().waitFor();
      expect(await overflowingWidths(page), path).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
});
