/** Tells the control plane how each bot's polling goes: once a second, those that changed. Errors also go to the database. */
import type { Pool } from "pg";
import type { Coordination, PollReport } from "#shared/coordination/coordination.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { BotError } from "#shared/schemas/bot.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { HealthReport } from "../channels/health.ts";

interface Deps {
  coordination: Coordination;
  pool: Pool;
  runtimeId: string;
  log: Log;
}

const everyMs = 1_000;
/** The same error of a bot is written again no sooner than this. */
const sameErrorEveryMs = 60_000;

export class PollReporter {
  readonly #deps: Deps;
  #changed = new Map<string, PollReport>();
  readonly #written = new Map<string, { code: string; at: number }>();
  #flush = () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  changed(bot: ServedBot, report: HealthReport, error: BotError | null): void {
    this.#changed.set(bot.id, { runtime: this.#deps.runtimeId, ...report });
    // A change of state shows at once; the time of the last poll can wait.
    if (report.lastPollAt === null || error) this.#flush();
    if (error) void this.#write(bot, error);
  }

  /** Another runtime tells of it from now on. */
  passedOn(botId: string): void {
    this.#changed.delete(botId);
    this.#written.delete(botId);
  }

  stopped(botId: string): void {
    this.passedOn(botId);
    this.#deps.coordination.polls.remove(this.#deps.runtimeId, [botId]).catch(() => {});
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const flush = new AbortController();
      this.#flush = () => flush.abort();
      await sleep(everyMs, AbortSignal.any([signal, flush.signal]));
      if (this.#changed.size === 0) continue;
      const reports = this.#changed;
      this.#changed = new Map();
      try {
        await this.#deps.coordination.polls.put(reports);
      } catch (error) {
        this.#changed = new Map([...reports, ...this.#changed]);
        this.#deps.log.warn({ error }, "Poll reports could not be delivered");
      }
    }
  }

  async #write({ id, tenantId }: ServedBot, { code, message, at }: BotError): Promise<void> {
    const last = this.#written.get(id);
    if (last?.code === code && Date.now() - last.at < sameErrorEveryMs) return;
    this.#written.set(id, { code, at: Date.now() });
    try {
      await this.#deps.pool.query(
        `insert into bot_errors (bot_id, tenant_id, code, message, at)
         select $1, $2, $3, $4, $5 where exists (select from bots where id = $1)
         on conflict (bot_id) do update set code = excluded.code, message = excluded.message, at = excluded.at`,
        [id, tenantId, code, message, at],
      );
    } catch (error) {
      this.#deps.log.warn({ error, bot: id }, "A bot's error could not be written");
    }
  }
}
