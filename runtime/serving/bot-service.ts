/**
 * Serves one bot: what is left in the inbox first, then what its channel brings, until it is stopped. A bot without a token
 * is not asked for anything: what its inbox holds came from elsewhere. One that is switched off is tried out alone. Before its
 * shard is handed over it first finishes what waits for others, as a model, while all else goes on; then it is paused, so
 * that what is at work ends, while updates are still taken in.
 *
 * Its state is the whole truth of what it may begin, and changes by the moves of this table alone:
 *
 *     state        is handled                     its source   recovered    finish      pause    leave     resume       stop
 *     recovering   what others have put there     brings       serving                  paused                          stopped
 *     serving      all                            brings                    finishing   paused                          stopped
 *     finishing    what waits for nobody          brings                                paused             recovering   stopped
 *     paused       nothing more is begun          brings                                         leaving   recovering   stopped
 *     leaving      nothing more is begun          no more                                                  recovering   stopped
 *     stopped      nothing more is begun          ended
 *
 * Whatever awaits looks at the state again before it begins something: each move may come in between.
 */
import type { Update } from "grammy/types";
import { isTrialLane } from "#shared/inbox/trial-lane.ts";
import type { Log } from "#shared/log.ts";
import type { BotError } from "#shared/schemas/bot.ts";
import type { Addresses } from "../addresses/addresses.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { type Source, SourceEnded, type Sources } from "../channels/channel.ts";
import type { Channels } from "../channels/channels.ts";
import { Health, type HealthReport } from "../channels/health.ts";
import { type Committer, Fenced } from "../committer/committer.ts";
import type { Job } from "../dispatcher/job.ts";
import type { PacedDispatcher } from "../dispatcher/paced.ts";
import { isSlowLane } from "../inbox/lane.ts";
import type { NoticedLane } from "../inbox/own-updates.ts";
import type { PendingLanes } from "../inbox/pending-lanes.ts";
import { storeUpdates } from "../inbox/store-updates.ts";

export interface BotServiceDeps {
  /** Writes what is handled. Once an empty commit of it returns, so is all that was written before. */
  committer: Committer;
  /** Stores what arrives. */
  intake: Committer;
  addresses: Addresses;
  dispatcher: PacedDispatcher<ServedBot>;
  pendingLanes: Pick<PendingLanes, "first" | "revived">;
  channels: Pick<Channels, "find">;
  log: Log;
  onHealth(bot: ServedBot, report: HealthReport, error: BotError | null): void;
  onFenced(shard: number): void;
  onUpdates?(shard: number, count: number): void;
}

interface Serving {
  bot: ServedBot;
  /** Whether it is switched on. Otherwise it has no token here, and what its channel brought waits until it is. */
  active: boolean;
  /** How the bot fared with its last owner. */
  inherited: HealthReport | null;
  /** Whether it was served a moment ago, wherever that was. */
  lately: boolean;
}

const ignore = () => {};

/** Each is an object of its own: what was begun in one knows by it that this has ended, also when the same came back. */
export type ServiceState =
  | { readonly name: "recovering" }
  | { readonly name: "serving" }
  | { readonly name: "finishing" }
  | { readonly name: "paused" }
  | { readonly name: "leaving" }
  | { readonly name: "stopped" };
export type ServiceEvent = "recovered" | "finish" | "pause" | "leave" | "resume" | "stop";

const moves: Record<ServiceState["name"], Partial<Record<ServiceEvent, ServiceState["name"]>>> = {
  recovering: { recovered: "serving", pause: "paused", stop: "stopped" },
  serving: { finish: "finishing", pause: "paused", stop: "stopped" },
  finishing: { pause: "paused", resume: "recovering", stop: "stopped" },
  paused: { leave: "leaving", resume: "recovering", stop: "stopped" },
  leaving: { resume: "recovering", stop: "stopped" },
  stopped: {},
};

/** @returns `null` for a move that the table does not have */
export function next(state: ServiceState, event: ServiceEvent): ServiceState | null {
  const name = moves[state.name][event];
  return name ? { name } : null;
}

export class BotService {
  readonly bot: ServedBot;
  readonly active: boolean;
  readonly health: Health;
  readonly #deps: BotServiceDeps;
  /** Whether its channel knows it from a moment ago: it begins without the slow start of those that are new. */
  #warm: boolean;
  #state: ServiceState = { name: "recovering" };
  /** The state in which began that what comes in is handled, or is not. */
  #spell: ServiceState = this.#state;
  /** Settles when what is left in the inbox is taken up, or left: until then nothing newer is stored, in any state. */
  #recovered: Promise<unknown> = Promise.resolve();
  /** In any state but the last, from its turn on. One that failed stays until the next. */
  #source: Source | null = null;
  #giveUpTurn = ignore;

  constructor({ bot, active, inherited, lately }: Serving, deps: BotServiceDeps) {
    this.bot = bot;
    this.active = active;
    this.#deps = deps;
    this.#warm = lately;
    this.health = new Health((report, error) => deps.onHealth(bot, report, error), inherited);
  }

  /** Resolves when what is left in the inbox is taken up. Its source may be opened sooner, or wait for its turn. */
  async start(): Promise<void> {
    const sources = this.#sources;
    const recovering = this.#recover();
    this.#recovered = recovering;
    if (!sources) return void (await recovering);
    const warm = this.#warm;
    const atOnce = sources.ramp.tryTake({ warm });
    if (atOnce) this.#open(sources);
    const waiting = await recovering;
    if (atOnce || this.#is("stopped")) return;
    this.#giveUpTurn = sources.ramp.wait(() => this.#open(sources), { urgent: waiting, warm });
  }

  /** Somebody else has put updates into a lane of the inbox, from `seq` on. Who recovers takes them up anyway. */
  notice({ lane, seq }: Pick<NoticedLane, "lane" | "seq">): void {
    const begins = isSlowLane(lane)
      ? this.#is("recovering", "serving")
      : this.#is("recovering", "serving", "finishing");
    if (begins && this.#serves(lane)) this.#deps.dispatcher.notice(this.bot, lane, seq);
  }

  /** Takes up what had been put aside, and was put into the inbox again. */
  async takeUpRevived(): Promise<void> {
    for (const revived of await this.#deps.pendingLanes.revived(this.bot)) this.notice(revived);
  }

  /** A job was handed on by a turn of ours. Where its lane has others that store as well, it is looked for in its order. */
  accept(lane: string, job: Job): void {
    if (!isSlowLane(lane) || !this.#is("serving")) this.notice({ lane, seq: job.seq });
    else if (this.#serves(lane)) this.#deps.dispatcher.accept(this.bot, lane, job);
  }

  /** Begins nothing more that waits for others, as for a model. All else goes on. */
  finish(): void {
    if (this.#move("finish")) this.#deps.dispatcher.slow.forget(this.bot);
  }

  /** Whether it has taken up all that waits, and begins it in its turn. */
  get beginsAll(): boolean {
    return this.#is("serving");
  }

  /** Whether it waits for what it has begun, and begins only what waits for nobody. */
  get finishes(): boolean {
    return this.#is("finishing");
  }

  /** Begins nothing more of what is stored. What comes is still taken in. */
  pause(): void {
    this.#move("pause");
    this.#deps.dispatcher.forget(this.bot);
  }

  /** After {@link pause}: asks for no more; a poll that is held stays until the next owner's takes its place. */
  leave(): void {
    if (!this.#move("leave")) return;
    this.#giveUpTurn();
    this.#source?.leave();
  }

  /** Goes on after {@link pause} and {@link leave}. */
  async resume(): Promise<void> {
    if (!this.#move("resume")) return;
    await this.#endSource();
    // Paused again meanwhile it takes in what comes all the same, as whoever is paused does.
    if (!this.#is("stopped")) await this.start();
  }

  /** Resolves when no poll of ours is held any more. */
  async left(): Promise<void> {
    await this.#source?.left();
  }

  /** Ends its source, and leaves what waits to whoever serves the bot next. What is being handled goes on to its end. */
  async stop(): Promise<void> {
    this.#move("stop");
    this.#deps.dispatcher.forget(this.bot);
    await this.#endSource();
  }

  /** The one place where the state changes. @returns whether it did */
  #move(event: ServiceEvent): boolean {
    const { bot } = this;
    const { log } = this.#deps;
    const { name: from } = this.#state;
    const to = next(this.#state, event);
    if (!to) {
      log.debug({ bot: bot.id, state: from, event }, "A bot's service stays as it is");
      return false;
    }
    this.#state = to;
    if (event !== "finish") this.#spell = to;
    log.debug({ bot: bot.id, from, to: to.name, event }, "A bot's service goes on to another state");
    return true;
  }

  #is(...names: ServiceState["name"][]): boolean {
    return names.includes(this.#state.name);
  }

  /** @returns whether something was waiting */
  async #recover(): Promise<boolean> {
    const { committer, pendingLanes, dispatcher } = this.#deps;
    const begun = this.#state;
    // What earlier writes of ours have done is in the inbox once this returns; it also proves that the shard is ours.
    await committer.commit(this.bot.tenure, {});
    const { lanes, more } = await pendingLanes.first(this.bot);
    if (this.#state === begun && this.#move("recovered")) dispatcher.recover(this.bot, lanes, { more });
    return more || lanes.length > 0;
  }

  #serves(lane: string): boolean {
    return this.active || isTrialLane(lane);
  }

  /** Where its updates come from; nowhere, without a token. */
  get #sources(): Sources | undefined {
    return this.bot.token === null ? undefined : this.#deps.channels.find(this.bot.channel)?.sources;
  }

  #open(sources: Sources): void {
    if (this.#is("leaving", "stopped")) return;
    const source = sources.open(this.bot, {
      health: this.health,
      stillOurs: () => this.#deps.committer.commit(this.bot.tenure, {}),
      store: async (updates, onStored) => {
        await this.#recovered;
        const coming = await this.#store(updates, onStored);
        // While more waits than is good, its channel keeps what comes. Whoever is paused, or ends, waits for nothing. What was
        // stored is held by nobody meanwhile.
        const room = coming > 0 && this.#is("serving", "finishing") && this.#deps.dispatcher.room(this.bot, coming);
        if (room) await room;
      },
      onFailed: (error) => this.#failed(source, error),
    });
    this.#source = source;
    // Also when it begins again after a handover that was called off.
    this.#warm = true;
  }

  async #endSource(): Promise<void> {
    this.#giveUpTurn();
    const source = this.#source;
    this.#source = null;
    await source?.end();
  }

  /** @returns how many are to be handled */
  async #store(updates: Update[], onStored?: () => void): Promise<number> {
    const { intake, addresses, dispatcher, onUpdates, log } = this.#deps;
    const spell = this.#spell;
    const store = { bot: this.bot, committer: intake, addresses };
    const { fresh, jobs } = await storeUpdates(store, updates, (error, update) => {
      log.error({ error, bot: this.bot.id, update: update.update_id }, "An update cannot be stored");
      this.health.trouble("update_unstorable", "A message that came in could not be stored and was left out");
    });
    onUpdates?.(this.bot.tenure.shard, fresh);
    onStored?.();
    // After the source has asked for more: the answer is then gathered while these are begun.
    setImmediate(() => {
      // Who goes on after a pause finds in the inbox, in its order, all that was on its way before.
      if (this.#spell !== spell || !this.#is("serving", "finishing")) return;
      for (const { lane, job } of jobs) dispatcher.accept(this.bot, lane, job);
    });
    return jobs.length;
  }

  #failed(source: Source, error: unknown): void {
    if (this.#is("stopped") || error instanceof SourceEnded) return;
    if (error instanceof Fenced) return this.#deps.onFenced(error.shard);
    this.#deps.log.error({ error, bot: this.bot.id }, "Polling ended unexpectedly; it begins again");
    this.health.trouble("polling_failed", "Updates could not be stored; trying again");
    const again = () => {
      // Whoever went on after a pause has another already, or waits for its turn.
      if (this.#source === source) this.#open(this.#sources!);
    };
    setTimeout(again, 1_000).unref();
  }
}
