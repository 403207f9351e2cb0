/**
 * Formats what a model wrote, in a thread of its own. No Markdown parser is quick on every text, and people can make a
 * model write any: a text that takes too long is sent as it is, and nobody else waits for it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { FormattedText } from "../speaking/formatted-text.ts";
import type { MarkdownAnswer } from "./markdown-worker.ts";

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

/** Where the machine is busy with other things a text may take this many times as long as it is worked at. */
const mostWaiting = 10;

/** @param timeoutMs how long one text may be worked at, in milliseconds of a processor */
export function createFormatter({ timeoutMs = 1_000 } = {}): Formatter {
  const tasks: Task[] = [];
  let worker: Worker | null = null;
  let ready = false;
  let timer: NodeJS.Timeout | undefined;
  /** What the thread had used of its processor before the text that it has now, in milliseconds. */
  let usedBefore = 0;

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
    const [task] = tasks;
    const started = performance.now();
    const check = async () => {
      // A thread that is stuck where it cannot even tell is given up as well.
      const used = await Promise.race([
        processorMs(current),
        sleep(timeoutMs, Number.POSITIVE_INFINITY, { ref: false }),
      ]);
      if (worker !== current || tasks[0] !== task) return;
      const leftMs = usedBefore + timeoutMs - used;
      if (leftMs < 1 || performance.now() - started > mostWaiting * timeoutMs) giveUp(current);
      else timer = setTimeout(check, leftMs);
    };
    timer = setTimeout(check, timeoutMs);
  };
  const start = () => {
    const started = new Worker(new URL("./markdown-worker.ts", import.meta.url));
    started.unref();
    ready = false;
    started.on("message", ({ formatted, usedMs }: MarkdownAnswer) => {
      // Given up, it may still answer: that would be the text of a task that is gone, for somebody else's.
      if (worker !== started) return;
      usedBefore = usedMs;
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
      const last = worker;
      // So that nothing which is still being found out about it starts another.
      worker = null;
      await last?.terminate();
    },
  };
}

/** What the thread has used of its processor. One that has ended is done with. */
async function processorMs(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1_000;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
