import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { preparePage } from "../launch/page.ts";
import { openBrowser, openPage, overflowingWidths } from "./testing/browser.ts";
import { Person } from "./testing/person.ts";
import { openWorld, type World } from "./testing/world.ts";

let world: World;
let browser: Browser;
let url: string;
let runtimes: string[];
let user: Person;

beforeAll(async () => {
  await preparePage({ log: () => {} });
  world = await openWorld({ cluster: true, settings: { SHARDS: "64", TELEGRAM_POLL_TIMEOUT_S: "5" } });
  url = (await world.start("controlPlane")).ready;
  runtimes = [(await world.start("runtime")).ready, (await world.start("runtime")).ready];
  const operator = new Person(world, url);
  await operator.register("Ann");
  await operator.connect(world.telegram.addBot({ username: "tea_bot" }).token, { name: "Tea" });
  user = new Person(world, url);
  await user.register("Bob");
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

/** The page, for somebody who is signed in. */
async function openAs(name: string, options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser, options);
  const { request } = opened.page.context();
  const signedIn = await request.post(`${url}/api/auth/sign-in/email`, {
    data: { email: `${name.toLowerCase()}@example.com`, password: `${name}'s long password` },
    headers: { origin: url },
  });
  expect(signedIn.status()).toBe(200);
  return opened;
}

describe("the cluster's page", () => {
  test("shows an operator the runtimes, and drains one of them", async () => {
    const { page, complaints } = await openAs("Ann");
    await page.goto(url);
    await page.getByRole("link", { name: "Cluster" }).click();
    await page.getByRole("slider", { name: "Map of 64 shards" }).waitFor();
    const rows = page.getByRole("listitem").filter({ hasText: "Longest wait" });
    const row = (id: string) => rows.filter({ hasText: id });
    const [first, second] = runtimes as [string, string];
    for (const id of runtimes) await row(id).getByText("At work").waitFor();
    await page.getByRole("cell", { name: "Tea @tea_bot · Ann" }).waitFor();

    await page.getByRole("button", { name: `Drain ${first}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Drain" }).click();
    await row(first).getByText("Drained").waitFor({ timeout: 20_000 });
    expect(await page.getByRole("button", { name: `Drain ${second}` }).isDisabled()).toBe(true);
    await page.getByRole("region", { name: "Moves" }).getByText(second).first().waitFor();

    await page.getByRole("button", { name: `Take ${first} back` }).click();
    await row(first).getByText("At work").waitFor();
    expect(complaints).toEqual([]);
  });

  test("tells whose a shard is to a key, and finds a bot by its name and state", async () => {
    const { page, complaints } = await openAs("Ann");
    await page.goto(`${url}/cluster`);
    const map = page.getByRole("slider");
    await map.press("End");
    expect(await map.getAttribute("aria-valuetext")).toMatch(/^Shard 63: rt-/);

    const bot = page.getByRole("cell", { name: /@tea_bot/ });
    await page.getByRole("searchbox").fill("@coffee");
    await page.getByText("No bot fits.").waitFor();
    await page.getByRole("searchbox").fill("@tea");
    await bot.waitFor();
    await page.getByRole("combobox", { name: "State" }).click();
    await page.getByRole("option", { name: "Stopped" }).click();
    await page.getByText("No bot fits.").waitFor();
    expect(complaints).toEqual([]);
  });

  test("is not there for others", async () => {
    const { page } = await openAs("Bob");
    await page.goto(`${url}/cluster`);
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    expect(await page.getByRole("link", { name: "Cluster" }).count()).toBe(0);
    expect((await user.call("GET", "/api/v1/cluster")).status).toBe(403);
    expect((await user.call("POST", `/api/v1/cluster/runtimes/${runtimes[0]}/drain`)).status).toBe(403);
  });

  test.each([
    ["en", "light"],
    ["ru", "dark"],
  ] as const)("fits the screen in %s, %s, on a phone and on a desk", async (locale, colorScheme) => {
    const { page, complaints } = await openAs("Ann", { locale, colorScheme });
    await page.goto(`${url}/cluster`);
    await page.getByRole("slider").waitFor();
    await page.getByText("@tea_bot").waitFor();
    expect(await overflowingWidths(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
