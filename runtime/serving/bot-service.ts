/**
 * Serves one bot: what is left in the inbox first, then long polling, until it is stopped. A bot without a token is not
 * polled: what its inbox holds came from elsewhere. One that is switched off answers in its test chats alone. Before its
 * shard is handed over it can be paused, so that what is at work ends, while updates are still taken in.
 */
import { createRunner, createSource, type RunnerHandle } from "@grammyjs/runner";
import type { Update } from "grammy/types";
import { isPreviewLane } from "#shared/inbox/preview-person.ts";
import type { Log } from "#shared/log.ts";
import type { BotError } from "#shared/schemas/bot.ts";
import type { BotDirectory } from "../bots/bot-directory.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Transport } from "../channels/telegram/transport.ts";
import { type Committer, Fenced } from "../committer/committer.ts";
import type { Dispatcher } from "../dispatcher/dispatcher.ts";
import type { NoticedLane } from "../inbox/own-updates.ts";
import { storeUpdates } from "../inbox/store-updates.ts";
import type { ConnectRamp } from "./connect-ramp.ts";
import { Health, type HealthReport } from "./health.ts";
import { Left, Poller, Revoked } from "./poller.ts";

export interface BotServiceDeps {
  /** Writes what is handled. Once an empty commit of it returns, so is all that was written before. */
  committer: Committer;
  /** Stores what arrives. */
  intake: Committer;
  dispatcher: Dispatcher<ServedBot>;
  directory: BotDirectory;
  transport: Transport;
  ramp: ConnectRamp;
  /** How long Telegram holds a poll, in seconds. */
  pollTimeoutS: number;
  log: Log;
  onHealth(bot: ServedBot, report: HealthReport, error: BotError | null): void;
  onFenced(shard: number): void;
  onPoll?(outcome: string): void;
  onUpdates?(shard: number, count: number): void;
}

interface Serving {
  bot: ServedBot;
  /** Whether it is switched on. Otherwise it has no token here, and what Telegram brought waits until it is. */
  active: boolean;
  /** How the bot fared with its last owner. */
  inherited: HealthReport | null;
}

export class BotService {
  readonly bot: ServedBot;
  readonly active: boolean;
  readonly health: Health;
  readonly #deps: BotServiceDeps;
  #poller: Poller | null = null;
  #runner: RunnerHandle | null = null;
  /** Ends the poll that is held. The runner's own signals are a polyfill's, a new one for each poll. */
  #hangUp = new AbortController();
  /** Settles when what is left in the inbox is taken up: until then nothing newer may be. */
  #recovered: Promise<unknown> = Promise.resolve();
  #giveUpTurn = () => {};
  #stopped = false;
  /** From one pause to the next; `null` while it is paused. */
  #stint: object | null = {};
  #leaving = false;

  constructor({ bot, active, inherited }: Serving, deps: BotServiceDeps) {
    this.bot = bot;
    this.active = active;
    this.#deps = deps;
    this.health = new Health((report, error) => deps.onHealth(bot, report, error), inherited);
  }

  /** Resolves when what is left in the inbox is taken up. Polling may begin sooner, or wait for its turn. */
  async start(): Promise<void> {
    const { ramp } = this.#deps;
    const recovering = this.#recover();
    this.#recovered = recovering;
    if (this.bot.token === null) return void (await recovering);
    const atOnce = ramp.tryTake();
    if (atOnce) this.#poll();
    const waiting = await recovering;
    if (atOnce || this.#stopped) return;
    this.#giveUpTurn = ramp.wait(() => this.#poll(), { urgent: waiting });
  }

  /** Somebody else has put updates into a lane of the inbox, from `seq` on. Who recovers takes them up anyway. */
  notice({ lane, seq }: Pick<NoticedLane, "lane" | "seq">): void {
    if (!this.#stopped && this.#stint && this.#serves(lane)) this.#deps.dispatcher.notice(this.bot, lane, seq);
  }

  /** Begins nothing more of what is stored. Polling goes on. */
  pause(): void {
    this.#stint = null;
    this.#deps.dispatcher.forget(this.bot);
  }

  /** Asks Telegram no more; a poll that is held stays until the next owner's takes its place. */
  leave(): void {
    this.#leaving = true;
    this.#giveUpTurn();
    this.#poller?.leave();
  }

  /** Goes on after {@link pause} and {@link leave}. */
  async resume(): Promise<void> {
    this.#stint = {};
    await this.#endPolling();
    this.#leaving = false;
    if (!this.#stopped) await this.start();
  }

  /** Resolves when no poll of ours is held any more. */
  async left(): Promise<void> {
    await this.#runner?.task()?.catch(() => {});
  }

  /** Ends the poll, and leaves what waits to whoever serves the bot next. What is being handled goes on to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#giveUpTurn();
    this.#deps.dispatcher.forget(this.bot);
    await this.#endPolling();
  }

  /** @returns whether something was waiting */
  async #recover(): Promise<boolean> {
    const { committer, directory, dispatcher } = this.#deps;
    // What earlier writes of ours have done is in the inbox once this returns; it also proves that the shard is ours.
    await committer.commit(this.bot.tenure, {});
    const lanes = (await directory.pendingLanes(this.bot.id)).filter((lane) => this.#serves(lane));
    if (!this.#stopped && this.#stint) dispatcher.recover(this.bot, lanes);
    return lanes.length > 0;
  }

  #serves(lane: string): boolean {
    return this.active || isPreviewLane(lane);
  }

  #poll(): void {
    const { token } = this.bot;
    if (this.#stopped || this.#leaving || token === null) return;
    const { committer, transport, pollTimeoutS, onPoll } = this.#deps;
    const poller = new Poller({
      getUpdates: (query, signal) => transport.getUpdates(token, query, signal),
      stillOurs: () => committer.commit(this.bot.tenure, {}),
      health: this.health,
      timeoutS: pollTimeoutS,
      ...(onPoll && { onPoll }),
    });
    const hangUp = new AbortController();
    const source = createSource({ supply: () => poller.supply(hangUp.signal) });
    const sink = {
      handle: async (updates: Update[]) => {
        await this.#recovered;
        await this.#store(updates);
        poller.stored(updates);
        return Number.POSITIVE_INFINITY;
      },
      size: () => 0,
      snapshot: () => [],
    };
    this.#poller = poller;
    this.#hangUp = hangUp;
    this.#runner = createRunner(source, sink);
    this.#runner.start();
    this.#runner.task()?.catch((error: unknown) => this.#ended(error));
  }

  async #endPolling(): Promise<void> {
    this.#hangUp.abort();
    await this.#runner?.stop();
    this.#runner = null;
  }

  async #store(updates: Update[]): Promise<void> {
    const { intake, dispatcher, onUpdates, log } = this.#deps;
    const stint = this.#stint;
    const { fresh, jobs } = await storeUpdates({ bot: this.bot, committer: intake }, updates, (error, update) => {
      log.error({ error, bot: this.bot.id, update: update.update_id }, "An update cannot be stored");
      this.health.trouble("update_unstorable", "A message that came in could not be stored and was left out");
    });
    onUpdates?.(this.bot.tenure.shard, fresh);
    // After the next poll has left: Telegram then gathers its answer while these are begun.
    setImmediate(() => {
      // Who goes on after a pause finds in the inbox, in its order, all that was on its way before.
      if (this.#stopped || !stint || stint !== this.#stint) return;
      for (const { lane, job } of jobs) dispatcher.accept(this.bot, lane, job);
    });
  }

  #ended(error: unknown): void {
    if (this.#stopped || error instanceof Revoked || error instanceof Left) return;
    if (error instanceof Fenced) return this.#deps.onFenced(error.shard);
    this.#deps.log.error({ error, bot: this.bot.id }, "Polling ended unexpectedly; it begins again");
    this.health.trouble("polling_failed", "Updates could not be stored; trying again");
    setTimeout(() => this.#poll(), 1_000).unref();
  }
}
