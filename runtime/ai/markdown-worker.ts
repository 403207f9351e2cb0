/** The thread in which Markdown is parsed: what takes too long there holds up nobody else. */
import { parentPort } from "node:worker_threads";
import type { FormattedText } from "../speaking/formatted-text.ts";
import { fromModelMarkdown } from "./markdown.ts";

/** What the thread says after each text, and once before them, when it is loaded. */
export interface MarkdownAnswer {
  formatted: FormattedText | null;
  /** What the thread has used of its processor so far, in milliseconds. */
  usedMs: number;
}

function answer(formatted: FormattedText | null): void {
  const { user, system } = process.threadCpuUsage();
  parentPort?.postMessage({ formatted, usedMs: (user + system) / 1_000 } satisfies MarkdownAnswer);
}

parentPort?.on("message", (markdown: string) => answer(fromModelMarkdown(markdown)));
answer(null);
