/** Serves one bot: what is left in the inbox first, then long polling, until it is stopped. */
import { createRunner, createSource, type RunnerHandle } from "@grammyjs/runner";
import type { Update } from "grammy/types";
import type { Log } from "#shared/log.ts";
import type { BotError } from "#shared/schemas/bot.ts";
import type { BotDirectory } from "../bots/bot-directory.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Transport } from "../channels/telegram/transport.ts";
import type { Dispatcher } from "../dispatcher/dispatcher.ts";
import { type Committer, Fenced, Refused } from "../inbox/committer.ts";
import { laneOf } from "../inbox/lane.ts";
import { Health, type HealthReport } from "../runner/health.ts";
import { Poller, Revoked } from "../runner/poller.ts";

export interface BotServiceDeps {
  committer: Committer;
  dispatcher: Dispatcher<ServedBot>;
  directory: BotDirectory;
  transport: Transport;
  /** How long Telegram holds a poll, in seconds. */
  pollTimeoutS: number;
  log: Log;
  onHealth(bot: ServedBot, report: HealthReport, error: BotError | null): void;
  onFenced(shard: number): void;
  onPoll?(outcome: string): void;
  onUpdates?(count: number): void;
}

export class BotService {
  readonly bot: ServedBot;
  readonly health: Health;
  readonly #deps: BotServiceDeps;
  #runner: RunnerHandle | null = null;
  #stopped = false;

  constructor(bot: ServedBot, deps: BotServiceDeps) {
    this.bot = bot;
    this.#deps = deps;
    this.health = new Health((report, error) => deps.onHealth(bot, report, error));
  }

  async start(): Promise<void> {
    const { committer, directory, dispatcher } = this.#deps;
    // What earlier writes of ours have done is in the inbox once this returns; it also proves that the shard is ours.
    await committer.commit(this.bot.tenure, {});
    dispatcher.recover(this.bot, await directory.pendingLanes(this.bot.id));
    if (!this.#stopped) this.#poll();
  }

  /** Ends the poll, and leaves what waits to whoever serves the bot next. What is being handled goes on to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#deps.dispatcher.forget(this.bot);
    await this.#runner?.stop();
    this.#runner = null;
  }

  #poll(): void {
    const { transport, pollTimeoutS, onPoll } = this.#deps;
    const poller = new Poller({
      getUpdates: (query, signal) => transport.getUpdates(this.bot.token, query, signal),
      health: this.health,
      timeoutS: pollTimeoutS,
      ...(onPoll && { onPoll }),
    });
    const source = createSource({ supply: (_, signal) => poller.supply(asNative(signal)) });
    const sink = {
      handle: async (updates: Update[]) => {
        await this.#store(updates);
        poller.stored(updates);
        return Number.POSITIVE_INFINITY;
      },
      size: () => 0,
      snapshot: () => [],
    };
    this.#runner = createRunner(source, sink);
    this.#runner.start();
    this.#runner.task()?.catch((error: unknown) => this.#ended(error));
  }

  /** Resolves once the updates are committed. One that cannot be stored, now or ever, must not keep back the rest. */
  async #store(updates: Update[]): Promise<void> {
    if (updates.length === 0) return;
    try {
      await this.#storeTogether(updates);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (updates.length > 1) {
        for (const update of updates) await this.#store([update]);
        return;
      }
      this.#deps.log.error({ error, bot: this.bot.id, update: updates[0]!.update_id }, "An update cannot be stored");
      this.health.trouble("update_unstorable", "A message that came in could not be stored and was left out");
    }
  }

  async #storeTogether(updates: Update[]): Promise<void> {
    const { committer, dispatcher, onUpdates } = this.#deps;
    const { id, tenantId, tenure } = this.bot;
    const receivedAt = Date.now();
    const lanes = updates.map(laneOf);
    const stored = await committer.commit(tenure, {
      updates: updates.map((update, n) => ({
        shard: tenure.shard,
        bot_id: id,
        tenant_id: tenantId,
        update_id: update.update_id,
        lane: lanes[n]!,
        payload: update,
      })),
    });
    onUpdates?.(stored.filter(({ fresh }) => fresh).length);
    if (this.#stopped) return;
    stored.forEach(({ seq, fresh, pending, again }, n) => {
      if (!fresh || !pending) return;
      const update = updates[n]!;
      const job = {
        seq,
        updateId: update.update_id,
        update,
        receivedAt,
        attempts: 0,
        notBefore: 0,
        memo: {},
        again,
      };
      dispatcher.accept(this.bot, lanes[n]!, job);
    });
  }

  #ended(error: unknown): void {
    if (this.#stopped || error instanceof Revoked) return;
    if (error instanceof Fenced) return this.#deps.onFenced(error.shard);
    this.#deps.log.error({ error, bot: this.bot.id }, "Polling ended unexpectedly; it begins again");
    this.health.trouble("polling_failed", "Updates could not be stored; trying again");
    setTimeout(() => this.#stopped || this.#poll(), 1_000).unref();
  }
}

/** The runner's signal may be a polyfill's, which the HTTP client does not take. */
function asNative(signal: {
  aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
}): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const native = new AbortController();
  if (signal.aborted) native.abort();
  else signal.addEventListener("abort", () => native.abort());
  return native.signal;
}
