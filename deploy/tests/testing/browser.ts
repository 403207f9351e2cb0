/** Headless Chromium for tests. What a page logs as an error, or its policy blocks, fails the test. */

import { access } from "node:fs/promises";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { patienceMs } from "#shared/testing/patience.ts";

/** The shell first: the same browser with nothing around the page, for two thirds of the processor time. */
const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

export async function openBrowser(): Promise<Browser> {
  for (const place of places) {
    if (
      !place ||
      !(await access(place).then(
        () => true,
        () => false,
      ))
    )
      continue;
    return chromium.launch({
      executablePath: place,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  }
  throw new Error("No Chromium was found: install it, or set CHROMIUM to its path");
}

/** @returns a page, and what it complained about so far */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, complaints };
}

/** Whether the page is wider than the window: then people have to scroll sideways. */
export const overflows = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** As a phone's window and a desk's, in pixels. */
const widths = [390, 1280];

/** Resizes the window. @returns those of a phone's and a desk's widths at which people would have to scroll sideways */
export async function overflowingWidths(page: Page): Promise<number[]> {
  const found: number[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 });
    // What depends on the width in code is drawn anew a frame later.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    if (await overflows(page)) found.push(width);
  }
  return found;
}
