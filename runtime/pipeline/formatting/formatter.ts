/**
 * Formats what a model wrote, in a thread of its own. No Markdown parser is quick on every text, and people can make a
 * model write any: a text that takes too long is sent as it is, and nobody else waits for it.
 */
import { Worker } from "node:worker_threads";
import type { FormattedText } from "./formatted-text.ts";

export interface Formatter extends AsyncDisposable {
  /** Never rejects. */
  format(markdown: string): Promise<FormattedText>;
}

interface Task {
  markdown: string;
  resolve(formatted: FormattedText): void;
}

/** A text without any of these has nothing to format. */
const marks = /[*_`~[\]#>|<&\\]|^\s*([-+]|\d+[.)])\s|https?:|www\.|@/m;
/** Longer texts are sent as they are. */
const longest = 200_000;

/** @param timeoutMs how long one text may take, in milliseconds */
export function createFormatter({ timeoutMs = 1_000 } = {}): Formatter {
  const tasks: Task[] = [];
  let worker: Worker | null = null;
  let ready = false;
  let timer: NodeJS.Timeout | undefined;

  const done = (formatted: FormattedText | null) => {
    clearTimeout(timer);
    const task = tasks.shift();
    task?.resolve(formatted ?? { text: task.markdown, entities: [] });
    begin();
  };
  /** Parsing failed or takes too long: the thread is given up with it. */
  const giveUp = (failed: Worker) => {
    if (worker !== failed) return;
    worker = null;
    void failed.terminate();
    done(null);
  };
  const begin = () => {
    const [task] = tasks;
    if (!task) return;
    worker ??= start();
    worker.postMessage(task.markdown);
    if (ready) watch(worker);
  };
  const watch = (current: Worker) => {
    timer = setTimeout(() => giveUp(current), timeoutMs);
  };
  const start = () => {
    const started = new Worker(new URL("./markdown-worker.ts", import.meta.url));
    started.unref();
    ready = false;
    started.on("message", (formatted: FormattedText | null) => {
      // Given up, it may still answer: that would be the text of a task that is gone, for somebody else's.
      if (worker !== started) return;
      if (formatted) return done(formatted);
      // Loaded. Only from here does the time count that a text takes.
      ready = true;
      watch(started);
    });
    started.on("error", () => giveUp(started));
    return started;
  };

  return {
    format(markdown) {
      if (markdown.length > longest || !marks.test(markdown)) return Promise.resolve({ text: markdown, entities: [] });
      return new Promise((resolve) => {
        if (tasks.push({ markdown, resolve }) === 1) begin();
      });
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await worker?.terminate();
    },
  };
}
