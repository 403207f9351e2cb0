/**
 * The real program in a process of its own, against the simulators. Whatever it prints and whatever it answers is
 * searched for the secrets in use: one that shows up fails the test.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import { startOpenAi } from "#shared/testing/openai/openai.ts";
import { testDatabase } from "#shared/testing/postgres/test-database.ts";
import { startTelegram } from "#shared/testing/telegram/telegram.ts";

const launcher = new URL("../launch.cjs", import.meta.url).pathname;
const standalone = new URL("../standalone.ts", import.meta.url).pathname;

export const platformKey = "sk-platform-0123456789abcdef";
const secretKey = "a-secret-key-of-the-tests-0123456789-abcdef";

/** The world around one program, which may be started and killed any number of times in it. */
export async function openWorld(settings: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const telegram = stack.use(await startTelegram());
  const openai = stack.use(await startOpenAi());
  const database = stack.use(await testDatabase());
  const dataDir = stack.adopt(await mkdtemp(join(tmpdir(), "botfactory-program-")), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const secrets = new Set([platformKey, secretKey]);
  const printed: string[] = [];
  const running = new Set<ChildProcess>();

  const start = async (more: Record<string, string> = {}): Promise<Program> => {
    const child = spawn(process.execPath, [launcher, standalone], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: "production",
        PORT: "0",
        DATA_DIR: dataDir,
        DATABASE_URL: database.url,
        SECRET_KEY: secretKey,
        TELEGRAM_API_ROOT: telegram.url,
        OPENAI_BASE_URL: openai.url,
        OPENAI_API_KEY: platformKey,
        AUTH_RATE_LIMIT: "0",
        LOG_LEVEL: "debug",
        ...settings,
        ...more,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.once("exit", () => running.delete(child));
    const errors = text(child.stderr!).then((all) => {
      printed.push(all);
      return all;
    });
    const ready = Promise.withResolvers<string>();
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      const url = /BotFactory is ready: (\S+)/.exec(output)?.[1];
      if (url) ready.resolve(url);
    });
    child.once("close", async (code) => {
      printed.push(output);
      ready.reject(new Error(`The program ended with ${code}: ${await errors}`));
    });
    ready.promise.catch(() => {});
    return { child, url: await ready.promise };
  };

  stack.defer(async () => {
    for (const child of [...running]) await stop({ child }, "SIGKILL");
    const all = printed.join("\n");
    for (const secret of secrets) {
      if (all.includes(secret)) throw new Error(`The program printed a secret: ${secret.slice(0, 6)}…`);
    }
  });
  return {
    telegram,
    openai,
    database,
    dataDir,
    start,
    /** Asks the program's database, as a role that sees everything. */
    async query(sql: string): Promise<unknown[]> {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    /** Nothing that the program prints may contain it. */
    keepSecret: (secret: string) => void secrets.add(secret),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export interface Program {
  readonly child: ChildProcess;
  /** Where its page is. */
  readonly url: string;
}

/** @returns the exit code; null when the signal ended it */
export async function stop(
  { child }: Pick<Program, "child">,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}
