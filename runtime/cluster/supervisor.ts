/**
 * Looks after one shard for as long as this runtime owns it: one service for each of its bots.
 *
 * It ends in one of three ways: `stop` leaves what is at work to its end; `abandon` cuts it off, when the shard is no
 * longer ours; and a planned handover goes `quiesce`, `leave`, `retire`, or `resume` when it was called off.
 *
 *     state       bots are started   who tells of a bot that ends   quiesce   resume    retire      stop      abandon
 *     serving     yes                we do                          quiet                           stopped   passed on
 *     quiet       no                 we do                                    serving   passed on   stopped   passed on
 *     stopped     no                 we do                                              passed on             passed on
 *     passed on   no                 who serves it now
 *
 * A shard may be lost at any time, also in the middle of a handover, or while it is stopped. What was begun before goes
 * on to its end then, and changes nothing: nothing leads back from a shard that is somebody else's.
 */
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { Listing } from "../bots/bot-directory.ts";
import type { BotTokens } from "../bots/bot-tokens.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { HealthReport } from "../channels/health.ts";
import type { Tenure } from "../committer/tenure.ts";
import { BotService, type BotServiceDeps } from "../serving/bot-service.ts";

export interface SupervisorDeps extends BotServiceDeps {
  tokens: BotTokens;
  log: Log;
  /** Begins to serve a bot when it is its turn, of all shards: where thousands come at once, those that are here go on meanwhile. */
  inTurn(start: () => Promise<void>): Promise<void>;
  /** How the bot fared with its last owner; `null` when that is not known. */
  inherited(botId: string): HealthReport | null;
  /** Whether somebody, perhaps we, served the bot a moment ago. Told once. */
  servedLately(botId: string): boolean;
  onStopped(botId: string): void;
  /**
   * Another runtime serves the bot now, and tells how it fares.
   *
   * @param answeredAt when its channel last answered, in ms since the epoch; `null`: never
   */
  onPassedOn(botId: string, answeredAt: number | null): void;
  /** A change could not be taken up, and is to be tried again. */
  onFailed(botId: string): void;
  /** Ends what is being handled for a bot, which is no longer ours: all of it, or what waits for others alone. */
  cutOff(botId: string, which?: "slow"): void;
}

export type SupervisorState = "serving" | "quiet" | "stopped" | "passed on";
export type SupervisorEvent = "quiesce" | "resume" | "retire" | "stop" | "abandon";

const moves: Record<SupervisorState, Partial<Record<SupervisorEvent, SupervisorState>>> = {
  serving: { quiesce: "quiet", stop: "stopped", abandon: "passed on" },
  quiet: { resume: "serving", retire: "passed on", stop: "stopped", abandon: "passed on" },
  stopped: { retire: "passed on", abandon: "passed on" },
  "passed on": {},
};

/** @returns `null` for a move that the table does not have */
export function next(state: SupervisorState, event: SupervisorEvent): SupervisorState | null {
  return moves[state][event] ?? null;
}

/** The part of a handover's time in which what waits for others may end, while all else goes on. */
const finishing = 0.6;
/** How long a poll that is held may stay after its bot was handed over, in milliseconds. */
const lingerMs = 1_500;

export class Supervisor {
  readonly tenure: Tenure;
  readonly #deps: SupervisorDeps;
  readonly #services = new Map<string, BotService>();
  /** What is being done about each bot: one thing after the other. */
  readonly #changes = new Map<string, Promise<void>>();
  #state: SupervisorState = "serving";

  constructor(tenure: Tenure, deps: SupervisorDeps) {
    this.tenure = tenure;
    this.#deps = deps;
  }

  /** The bots served now, with the revision they are served at. */
  get revisions(): ReadonlyMap<string, number> {
    return new Map([...this.#services].map(([id, { bot }]) => [id, bot.revision]));
  }

  /** Bots that are switched on. */
  get size(): number {
    let count = 0;
    for (const { active } of this.#services.values()) if (active) count++;
    return count;
  }

  service(botId: string): BotService | undefined {
    return this.#services.get(botId);
  }

  /** Makes the bot what `listing` says: switches it on or off, or takes up its changes. `null`: it was deleted. */
  apply(botId: string, listing: Listing | null): Promise<void> {
    const before = this.#changes.get(botId) ?? Promise.resolve();
    const change = before
      .then(() => this.#apply(botId, listing))
      .catch((error: unknown) => {
        this.#deps.log.error({ error, bot: botId }, "A change of a bot could not be taken up");
        this.#deps.onFailed(botId);
      })
      .finally(() => {
        if (this.#changes.get(botId) === change) this.#changes.delete(botId);
      });
    this.#changes.set(botId, change);
    return change;
  }

  /** Stops every bot. Resolves when nothing of this shard polls any more; what is at work goes on to its end. */
  async stop(): Promise<void> {
    this.#move("stop");
    await this.#stopAll();
  }

  /** Stops every bot and cuts off what is at work: the shard may not be ours any more. */
  async abandon(): Promise<void> {
    const { dispatcher, committer, cutOff } = this.#deps;
    const services = [...this.#services.values()];
    const bots = services.map(({ bot }) => bot);
    this.#move("abandon");
    for (const service of services) service.pause();
    for (const { id } of bots) cutOff(id);
    await Promise.all([this.#stopAll(), dispatcher.idle(bots)]);
    // What was sent is recorded once this returns, unless the shard has another owner already.
    await committer.commit(this.tenure, {}).catch(() => {});
  }

  /**
   * Begins nothing more, and waits for what is at work; what takes longer than `limitMs` is cut off. First it waits for
   * what itself waits for others, so that nobody has to wait behind that: all else goes on as its bot now is. Polling
   * goes on.
   */
  async quiesce(limitMs: number): Promise<void> {
    const { dispatcher, cutOff } = this.#deps;
    this.#move("quiesce");
    await Promise.all(this.#changes.values());
    const services = [...this.#services.values()];
    const bots = services.map(({ bot }) => bot);
    for (const service of services) service.finish();
    await within(limitMs * finishing, dispatcher.slow.idle(bots));
    for (const service of services) service.pause();
    for (const { id } of bots) cutOff(id, "slow");
    const idle = dispatcher.idle(bots);
    await within(limitMs * (1 - finishing), idle);
    for (const { id } of bots) cutOff(id);
    await idle;
  }

  /** Asks for no more updates. The polls that are held stay. */
  leave(): void {
    for (const service of this.#services.values()) service.leave();
  }

  /** Goes on as if there had been no handover. */
  async resume(): Promise<void> {
    if (!this.#move("resume")) return;
    await Promise.all([...this.#services.values()].map((service) => service.resume()));
  }

  /** Ends what is left after a handover: every poll, as soon as the new owner's has taken its place. */
  async retire(): Promise<void> {
    this.#move("retire");
    await within(lingerMs, Promise.all([...this.#services.values()].map((service) => service.left())));
    await this.#stopAll();
  }

  /** The one place where the state changes. @returns whether it did */
  #move(event: SupervisorEvent): boolean {
    const { shard } = this.tenure;
    const { log } = this.#deps;
    const from = this.#state;
    const to = next(from, event);
    if (!to) {
      log.debug({ shard, state: from, event }, "A shard's supervisor stays as it is");
      return false;
    }
    this.#state = to;
    log.debug({ shard, from, to, event }, "A shard's supervisor goes on to another state");
    return true;
  }

  #is(state: SupervisorState): boolean {
    return this.#state === state;
  }

  async #stopAll(): Promise<void> {
    await Promise.all([...this.#services.keys()].map((botId) => this.apply(botId, null)));
    await Promise.all(this.#changes.values());
  }

  async #apply(botId: string, listing: Listing | null): Promise<void> {
    const service = this.#services.get(botId);
    if (!listing) {
      if (service) await this.#stop(botId, service);
      return;
    }
    if (!this.#is("serving") && !service?.finishes) return;
    if (service && listing.revision <= service.bot.revision) return;
    if (!service) return this.#deps.inTurn(() => this.#start(listing));
    const { isActive } = listing;
    const token = isActive ? await this.#deps.tokens(listing) : null;
    const goesOn = service.active === isActive && service.bot.token === token;
    if (goesOn && service.health.report.state !== "revoked") {
      await service.takeUpRevived();
      Object.assign(service.bot, { username: listing.username, name: listing.name, revision: listing.revision });
      this.#show(service.bot, listing);
      return;
    }
    // Before a handover it begins no more as it was: all that comes now is the next owner's.
    if (!this.#is("serving")) return service.pause();
    await this.#stop(botId, service);
    await this.#start(listing);
  }

  async #start(listing: Listing): Promise<void> {
    const { id, tenantId, telegramId, username, name, revision, isActive: active } = listing;
    const token = active ? await this.#deps.tokens(listing) : null;
    // It may have been told to begin nothing until its turn came, while the token was opened, or the old service ended.
    if (!this.#is("serving")) return;
    // The name that all bots share: each has come from the database with one of its own.
    const channel = this.#deps.channels.find(listing.channel)?.name ?? listing.channel;
    const tenure = { ...this.tenure, bot: id };
    const its = { id, tenantId, channel, telegramId, username, name, token, revision, tenure };
    const bot: ServedBot = active ? its : { ...its, trialsOnly: true };
    const report = this.#deps.inherited(id);
    const lately = this.#deps.servedLately(id);
    const service = new BotService({ bot, active, inherited: active ? report : null, lately }, this.#deps);
    this.#services.set(id, service);
    try {
      await service.start();
    } catch (error) {
      this.#services.delete(id);
      await service.stop();
      throw error;
    }
    this.#show(bot, listing);
  }

  /** Has its channel show of it what is to be shown now. */
  #show(bot: ServedBot, listing: Listing): void {
    void this.#deps.channels.find(bot.channel)?.profile?.sync(bot, listing);
  }

  async #stop(botId: string, service: BotService): Promise<void> {
    this.#services.delete(botId);
    await service.stop();
    if (this.#is("passed on")) this.#deps.onPassedOn(botId, service.health.report.lastPollAt);
    else this.#deps.onStopped(botId);
  }
}

/** Resolves with `work`, or after `ms` without it. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const inTime = new AbortController();
  await Promise.race([work, sleep(ms, inTime.signal)]);
  inTime.abort();
}
