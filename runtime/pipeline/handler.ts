/** Handles one job from beginning to end, and turns whatever happens into an outcome. */
import { GrammyError, HttpError, type MiddlewareFn } from "grammy";
import type { Update } from "grammy/types";
import { isDatabaseAway } from "#shared/db/database-away.ts";
import { shortageIn } from "#shared/lifecycle/shortages.ts";
import type { Log } from "#shared/log.ts";
import { redact } from "#shared/secrets/redact.ts";
import type { BotConfigs } from "../bots/bot-config.ts";
import { identityOf } from "../bots/bot-identity.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { UsageMeter } from "../bots/usage-meter.ts";
import { apiOver } from "../channels/api-over.ts";
import type { Channel } from "../channels/channel.ts";
import type { Channels } from "../channels/channels.ts";
import { BotGone } from "../committer/bot-gone.ts";
import { type Committer, Fenced } from "../committer/committer.ts";
import type { Job, Outcome } from "../dispatcher/job.ts";
import { FormsContext } from "../forms/forms-context.ts";
import { isSlowLane } from "../inbox/lane.ts";
import type { Conversations } from "../turn/conversations.ts";
import type { JournalEntry, JournalPlace } from "../turn/journal.ts";
import { journalled } from "../turn/journalled.ts";
import { bringsUnknown, journalPlaceOf } from "../turn/order.ts";
import { Postponed } from "../turn/postponed.ts";
import type { SessionStates } from "../turn/session-states.ts";
import { Turn } from "../turn/turn.ts";
import { TurnClosed } from "../turn/turn-life.ts";
import { Unfinished } from "./unfinished.ts";

interface Deps {
  pipeline: MiddlewareFn<FormsContext>;
  committer: Committer;
  configs: BotConfigs;
  conversations: Conversations;
  sessionStates: SessionStates;
  usage: UsageMeter;
  /** What an earlier handling has sent, by step. */
  journalOf(place: JournalPlace): Promise<ReadonlyMap<number, JournalEntry>>;
  channels: Pick<Channels, "of">;
  /** Resolves when a change of the bot that is on its way is taken up; `null` when there is none. */
  changed(botId: string): Promise<void> | null;
  /** How long one handling may take, in milliseconds. */
  timeoutMs: number;
  log: Log;
  /** The shard has another owner now. */
  onFenced(shard: number): void;
  /** Something to tell on the bot's page. */
  onTrouble(botId: string, code: string, message: string): void;
  onSettled?(status: string): void;
  /** A file that came with a message is to be fetched. */
  onFile?(): void;
  /** The action of a submission of the bot is to be done. */
  onActionDue?(botId: string): void;
  /** A job was handed on: it stands in the inbox. */
  onHandedOn?(botId: string, lane: string, job: Job): void;
  /** @param lagSeconds how long it waited to be begun; `null` where that is no sign of too much work */
  onHandled?(outcome: "done" | "retry" | "postponed" | "dead", seconds: number, lagSeconds: number | null): void;
}

/** Waits before the second and third attempt, in milliseconds; after those an update is given up. */
const retryDelaysMs = [1_000, 5_000];
const awayRetryMs = 1_000;
/** How long a job waits for another runtime, of a version that knows its channel, or its order. In milliseconds. */
const unknownRetryMs = 60_000;
/** How long the answer to a send is waited for when its handling was cut off, or its bot is served elsewhere. */
const answerPatienceMs = 1_500;
const servedElsewhere = "The bot is served elsewhere now";

/** More than the database has at work when it is busy. Each takes some tens of kilobytes. */
const mostUnfinished = 1_000;

/** The journal of an update that is handled for the first time. */
const nothingSent: ReadonlyMap<number, JournalEntry> = new Map();
/** What comes after the last stage. */
const end = async () => {};

export interface Handler {
  /** Never rejects. */
  handle(bot: ServedBot, job: Job, lane: string): Promise<Outcome>;
  /**
   * Ends what is being handled for a bot, or for all, or what of it waits for others: nothing more of it is begun, and it
   * is left to the next owner. A handling ends once it knows what became of what it has sent.
   */
  cutOff(botId?: string, which?: "slow"): void;
}

export function createHandler(deps: Deps): Handler {
  const running: Running = new Set();
  const unfinished = new Unfinished(mostUnfinished);
  // One timer for all: one for each would cost as much as the rest of its beginning.
  let watch: NodeJS.Timeout | undefined;
  const check = () => {
    const now = performance.now();
    for (const { handling } of running) handling?.check(now);
    if (running.size > 0) return;
    clearInterval(watch);
    watch = undefined;
  };
  return {
    handle(bot, job, lane) {
      watch ??= setInterval(check, Math.min(1_000, deps.timeoutMs / 10)).unref();
      return new Handling({ deps, running, unfinished, bot, job, lane }).run();
    },
    cutOff(botId, which) {
      for (const { handling } of running)
        if (handling && (botId ?? handling.botId) === handling.botId && (which === undefined || handling.isSlow))
          handling.cutOff();
    },
  };
}

/**
 * What runs, in places that are emptied when it ends. A set keeps what it held, until a full collection: it leaves one
 * table after the other behind, the next of which the last holds on to, and each all that ran when it was left.
 */
type Running = Set<{ handling: Handling | null }>;

interface Parts {
  deps: Deps;
  running: Running;
  unfinished: Unfinished;
  bot: ServedBot;
  job: Job;
  lane: string;
}

class Handling {
  readonly #deps: Deps;
  readonly #running: Running;
  readonly #unfinished: Unfinished;
  readonly #bot: ServedBot;
  readonly #job: Job;
  readonly #lane: string;
  readonly #started = performance.now();
  /** When it has taken too long, as `performance.now()`. */
  #deadline = Number.POSITIVE_INFINITY;
  /** Ends the handling before its time. */
  #cut: ((reason: Error) => void) | null = null;
  #turn: Turn | null = null;
  /** Whether it has asked its channel for anything. */
  #called = false;
  /** Another runtime, or a later time, will handle the update. */
  #leftOver = false;
  /** Once it is left over: resolves when all that was sent is answered, or hung up on. */
  #answered: Promise<void> | undefined;

  constructor({ deps, running, unfinished, bot, job, lane }: Parts) {
    this.#deps = deps;
    this.#running = running;
    this.#unfinished = unfinished;
    this.#bot = bot;
    this.#job = job;
    this.#lane = lane;
  }

  get botId(): string {
    return this.#bot.id;
  }

  /** Whether it waits for others, as for a model. */
  get isSlow(): boolean {
    return isSlowLane(this.#lane);
  }

  get #channel(): Channel | undefined {
    return this.#deps.channels.of(this.#job, this.#bot);
  }

  cutOff(): void {
    this.#leftOver = true;
    this.#answered ??= this.#turn?.life.closeOnceReleased(answerPatienceMs);
    this.#cut?.(new TurnClosed(servedElsewhere));
  }

  check(now: number): void {
    if (now <= this.#deadline) return;
    this.#turn?.life.end();
    this.#cut?.(new TurnClosed(`The handling took longer than ${this.#deps.timeoutMs} ms`));
  }

  /** Never rejects. */
  async run(): Promise<Outcome> {
    const { changed, configs, committer, pipeline, journalOf, timeoutMs, onSettled, onFile } = this.#deps;
    const place: { handling: Handling | null } = { handling: this };
    this.#running.add(place);
    try {
      const change = changed(this.#bot.id);
      if (change) await change;
      // What an earlier handling here has written is there to be read once the commit returns.
      if (this.#job.again) await committer.commit(this.#bot.tenure, {});
      const journal = this.#job.again ? await journalOf(journalPlaceOf(this.#job)) : nothingSent;
      const config = await configs.of(this.#bot);
      const channel = this.#channel;
      if (!channel || bringsUnknown(this.#job)) return this.#later(unknownRetryMs);
      const turn = new Turn({
        committer,
        bot: this.#bot,
        job: this.#job,
        lane: this.#lane,
        isTrial: channel.isTrial,
        journal,
        onLostWrite: (error) => this.#lostWrite(error),
        onTrouble: (code, message) => this.#trouble(code, message),
        onSettled,
        onFile,
      });
      this.#turn = turn;
      if (this.#leftOver) throw new TurnClosed(servedElsewhere);
      const update = this.#job.update as Update;
      const calls = journalled(turn, channel, channel.calls(turn));
      const api = apiOver((method, payload, signal) => {
        this.#called = true;
        return calls(method, payload, signal);
      });
      const ctx = new FormsContext({ update, api, me: identityOf(this.#bot), bot: config, turn, channel });
      this.#deadline = performance.now() + timeoutMs;
      await this.#unlessCut(() => pipeline(ctx, end));
      const outcome = this.#finish(turn);
      const { room } = this.#unfinished;
      // Its end is on the way in any case: whoever cuts it off now only ends the wait.
      if (room) await this.#unlessCut(() => room).catch(() => {});
      return outcome;
    } catch (error) {
      await this.#answered;
      const outcome = this.#failed(error);
      // The next attempt reads in the journal what this one has sent: all of it is to be written there.
      if (outcome.type === "retry") await this.#turn?.life.closeOnceReleased(answerPatienceMs);
      return outcome;
    } finally {
      this.#running.delete(place);
      place.handling = null;
    }
  }

  /** Never throws. */
  #failed(error: unknown): Outcome {
    const { log, onFenced } = this.#deps;
    this.#release();
    if (error instanceof Fenced) onFenced(error.shard);
    if (this.#leftOver && this.#turn?.converses) this.#deps.conversations.forget(this.#turn.conversation);
    if (this.#leftOver || error instanceof Fenced || error instanceof BotGone) return { type: "dropped" };
    if (error instanceof Postponed) return this.#later(error.waitMs);
    if (isDatabaseAway(error) || shortageIn(error) !== null) return this.#later(awayRetryMs);
    // A call that may be repeated, and was, in vain: nobody is there to take it.
    if (error instanceof HttpError) return this.#later(2_000);
    const channel = this.#channel;
    if (error instanceof GrammyError && this.#turn && channel) {
      // This is refused for good: the message is recorded as failed, and trying again would change nothing.
      const reason = redact(error.description, this.#bot.token);
      if (channel.meaningOf(error).type !== "blocked")
        this.#trouble("send_refused", `${channel.title} refused a message: ${reason}`);
      return this.#finish(this.#turn);
    }
    if (this.#turn?.converses) this.#deps.conversations.forget(this.#turn.conversation);
    log.error({ error, bot: this.#bot.id, update: this.#job.updateId }, "An update could not be handled");
    return this.#retryOrBury(error);
  }

  /** Settles as `work` does, or as soon as the handling is cut off. */
  #unlessCut(work: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#cut = reject;
      Promise.resolve(work()).then(resolve, reject);
    });
  }

  /** The lane goes on at once: what it does next is committed after this. */
  #finish(turn: Turn): Outcome {
    if (turn.converses) this.#deps.conversations.remember(this.#bot, turn.conversation);
    if (turn.saidAside !== null)
      this.#deps.conversations.noteAside(this.#bot, turn.conversation.chat_id, turn.saidAside);
    if (turn.sessionState) this.#deps.sessionStates.remember(this.#bot, turn.sessionState);
    const finished = turn.finish().then(
      (stored) => {
        this.#release();
        for (const { lane, job } of turn.handedOn(stored)) this.#deps.onHandedOn?.(this.#bot.id, lane, job);
        if (turn.awaitsAction) this.#deps.onActionDue?.(this.#bot.id);
      },
      (error: unknown) => this.#notFinished(turn, error),
    );
    this.#unfinished.add(finished);
    this.#report("done");
    return { type: "done", passed: !this.#called && !turn.hasConversation && !turn.handsOn };
  }

  /** The database refused the finish of a turn. The update is parked with the reason, so that it is not lost silently. */
  #notFinished(turn: Turn, error: unknown): void {
    this.#release();
    if (error instanceof BotGone) return;
    if (error instanceof Fenced) return this.#deps.onFenced(error.shard);
    this.#deps.log.error({ error, bot: this.#bot.id, update: this.#job.updateId }, "An update could not be finished");
    if (turn.converses) this.#deps.conversations.forget(turn.conversation);
    if (turn.sessionState) this.#deps.sessionStates.forget(turn.sessionState);
    turn.fail(this.#failure(error, true)).catch((error: unknown) => this.#lostWrite(error));
  }

  #retryOrBury(error: unknown): Outcome {
    const dead = this.#job.attempts >= retryDelaysMs.length;
    const failure = this.#failure(error, dead);
    const turn = this.#turn;
    const { committer } = this.#deps;
    const written = turn
      ? turn.fail(failure)
      : committer.commit(this.#bot.tenure, {
          failed: [
            {
              ...failure,
              seq: this.#job.seq,
              bot_id: this.#bot.id,
              update_id: this.#job.updateId,
            },
          ],
        });
    written.catch((error: unknown) => this.#lostWrite(error));
    this.#trouble(
      dead ? "update_dead" : "handler_failed",
      dead
        ? "A message could not be handled and was put aside after three attempts"
        : "A message could not be handled; it will be tried again",
    );
    this.#report(dead ? "dead" : "retry");
    if (dead) return { type: "done" };
    return this.#again(performance.now() + failure.delay_ms, failure.attempts);
  }

  #failure(error: unknown, dead: boolean) {
    const attempts = this.#job.attempts + 1;
    return {
      attempts,
      delay_ms: retryDelaysMs[this.#job.attempts] ?? 0,
      error: redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1_000),
      dead,
    };
  }

  #later(waitMs: number): Outcome {
    this.#turn?.life.end();
    this.#report("postponed");
    return this.#again(performance.now() + waitMs, this.#job.attempts);
  }

  #again(notBefore: number, attempts: number): Outcome {
    return {
      type: "retry",
      job: { ...this.#job, notBefore, attempts, memo: this.#turn?.memo ?? this.#job.memo, again: true },
    };
  }

  #trouble(code: string, message: string): void {
    const channel = this.#channel;
    if (channel?.tell) channel.tell(this.#bot, this.#job.update, { code, message });
    else this.#deps.onTrouble(this.#bot.id, code, message);
  }

  /** The message is counted by the database now, or not at all: it takes up no place of the month any more. */
  #release(): void {
    this.#deps.usage.release(this.#bot.tenantId, this.#job.seq);
  }

  #lostWrite(error: unknown): void {
    if (error instanceof BotGone) return;
    if (error instanceof Fenced) this.#deps.onFenced(error.shard);
    else this.#deps.log.warn({ error, bot: this.#bot.id }, "A write was refused");
  }

  #report(outcome: "done" | "retry" | "postponed" | "dead"): void {
    const seconds = (performance.now() - this.#started) / 1000;
    // One question to a model waits for another, however little there is to do.
    const lagSeconds = this.isSlow ? null : Math.max(this.#started - this.#job.waitingSince, 0) / 1000;
    this.#deps.onHandled?.(outcome, seconds, lagSeconds);
  }
}
