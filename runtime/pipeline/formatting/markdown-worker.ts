/** The thread in which Markdown is parsed: what takes too long there holds up nobody else. */
import { parentPort } from "node:worker_threads";
import { fromModelMarkdown } from "./markdown.ts";

parentPort?.on("message", (markdown: string) => {
  parentPort?.postMessage(fromModelMarkdown(markdown));
});

// Says that it is loaded.
parentPort?.postMessage(null);
