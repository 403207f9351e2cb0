/** Where measurements are made: one PostgreSQL that keeps what it is told, and pairs of a simulator and a program on it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { migrate } from "#shared/db/migrate.ts";
import { openPostgres, type Postgres } from "#shared/postgres/postgres.ts";
import type { Wire } from "#shared/testing/listener.ts";
import { certificateFile } from "#shared/testing/tls/certificate.ts";
import { startBotFactory } from "./botfactory.ts";
import type { Contender, ContenderName, NewBot } from "./contender.ts";
import { startStock } from "./stock.ts";
import type { Crowd, Waits } from "./traffic.ts";
import { type Usage, Worker } from "./worker.ts";

/** A program under measurement, and the simulator that it alone talks to. */
export interface Bench extends AsyncDisposable {
  /** Resolves when that many bots are polling, those from before included. */
  serve(bots: number): Promise<void>;
  usage(): Promise<Usage>;
  /** Has Telegram take so long for every call from now on. */
  slowDown(ms: number): Promise<void>;
  /** @returns seconds until everything is answered */
  flood(crowd: Crowd, each: number): Promise<number>;
  stream(crowd: Crowd, perSecond: number, seconds: number): Promise<Waits>;
}

/** How long bots may take until they poll, in milliseconds. */
const patienceMs = 120_000;

export class Lab implements AsyncDisposable {
  readonly #postgres: Postgres;
  readonly #folder: string;
  #databases = 0;

  private constructor(postgres: Postgres, folder: string) {
    this.#postgres = postgres;
    this.#folder = folder;
  }

  static async open(): Promise<Lab> {
    const folder = await mkdtemp(join(tmpdir(), "botfactory-bench-"));
    return new Lab(await openPostgres({ dataDir: folder, log: () => {} }), folder);
  }

  async bench(name: ContenderName, wire: Wire = "plain"): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const telegram = stack.use(new Worker("processes/telegram.ts", { env: { BENCH_WIRE: wire } }));
    const env = { TELEGRAM_API_ROOT: await telegram.call<string>("url"), NODE_EXTRA_CA_CERTS: certificateFile };
    const contender: Contender = stack.use(
      name === "stock"
        ? startStock(env)
        : await startBotFactory(env, {
            databaseUrl: stack.use(await this.#database()).url,
            overUndici: name === "undici",
          }),
    );
    const running = stack.move();
    let served = 0;
    return {
      async serve(bots) {
        await contender.serve(await telegram.call<NewBot[]>("addBots", bots - served));
        served = bots;
        for (const until = performance.now() + patienceMs; (await telegram.call<number>("heldPolls")) < bots; ) {
          if (performance.now() > until) throw new Error(`${name} does not serve ${bots} bots`);
          await sleep(200);
        }
      },
      usage: () => contender.usage(),
      slowDown: (ms) => telegram.call("slowDown", ms),
      flood: (crowd, each) => telegram.call("flood", crowd, each),
      stream: (crowd, perSecond, seconds) => telegram.call("stream", crowd, perSecond, seconds),
      [Symbol.asyncDispose]: () => running.disposeAsync(),
    };
  }

  /** One that is gone when it is not needed any more: vacuuming it would cost whoever is measured next. */
  async #database(): Promise<AsyncDisposable & { url: string }> {
    const url = new URL(this.#postgres.url);
    const name = `bench_${++this.#databases}`;
    await this.#administer(`create database ${name}`);
    url.pathname = `/${name}`;
    await migrate(url.href);
    return { url: url.href, [Symbol.asyncDispose]: () => this.#administer(`drop database ${name} with (force)`) };
  }

  async #administer(statement: string): Promise<void> {
    const admin = new Client({ connectionString: this.#postgres.url });
    await admin.connect();
    await admin.query(statement);
    await admin.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#postgres[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
