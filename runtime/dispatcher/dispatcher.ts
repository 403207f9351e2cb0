/**
 * Hands stored updates to the handler: lane by lane in order, lanes beside one another, and every tenant and bot in its
 * turn, so that a flood in one chat or bot delays nobody else. However much waits in the inbox, memory holds a bounded part.
 */
import { recentlyUsed } from "#shared/recently-used.ts";
import { Backlog, type LanePage, type PagePlace } from "./backlog.ts";
import { BotLanes } from "./bot-lanes.ts";
import { Bucket } from "./bucket.ts";
import type { Job, Outcome } from "./job.ts";
import { sizeOf } from "./job-size.ts";
import { type Held, Lane } from "./lane.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { Memory } from "./memory.ts";
import { Places } from "./places.ts";

/** What whoever hands over jobs sees of a dispatcher. */
export type Dispatching<Bot extends Dispatchable> = Pick<
  Dispatcher<Bot>,
  "accept" | "recover" | "notice" | "room" | "forget" | "idle" | "drain" | "held" | "has"
>;

/** The slice of a bot that the dispatcher needs. */
export interface Dispatchable {
  readonly id: string;
  readonly tenantId: string;
}

export interface DispatcherDeps<Bot extends Dispatchable> {
  /** Never rejects: every failure is an outcome. */
  handle(bot: Bot, job: Job, lane: string): Promise<Outcome>;
  /** Pending jobs of a lane with a higher seq, oldest first: `limit` at most, and fewer only where there are no more. */
  load(bot: Bot, lane: string, afterSeq: number, limit: number): Promise<LoadedJobs>;
  /** Lanes of the bot with pending jobs. @param place where an earlier page ended; `null` for the first */
  lanes(bot: Bot, place: PagePlace | null, limit: number): Promise<LanePage>;
  /** Whether the bot lets this pass unanswered. Asked of a lane that has been answered too fast. */
  passes?(bot: Bot, job: Job): boolean;
  /** How long to leave alone what could not be loaded, in milliseconds. */
  loadRetryMs?: number;
  limits?: Partial<Limits>;
}

export interface LoadedJobs {
  readonly jobs: Job[];
  /** Whether there may be more behind them. */
  readonly more: boolean;
}

/** How the turn of a lane ended: as its job did, or without one. */
type End = Outcome | { type: "wait"; ms: number } | { type: "empty" };

/** Lanes whose speed is remembered: one that has run empty has not made good for its flood. */
const bucketsKept = 20_000;

export class Dispatcher<Bot extends Dispatchable> {
  readonly #deps: DispatcherDeps<Bot>;
  readonly #limits: Limits;
  readonly #bots = new Map<string, BotLanes<Bot>>();
  readonly #places: Places<BotLanes<Bot>>;
  /** What runs, by bot and lane. It goes on when its bot is forgotten, and holds the lane until it ends. */
  readonly #work = new Map<string, Promise<void>>();
  readonly #buckets = recentlyUsed<Bucket>({ max: bucketsKept });
  readonly #memory: Memory;
  /** Bots of which nobody is to bring more until they are told, the first of them first. */
  readonly #full = new Set<BotLanes<Bot>>();
  /** The newest job that was read from the inbox: who brings one that is not newer may find it done already. */
  #readSeq = 0;
  #draining = false;

  constructor(deps: DispatcherDeps<Bot>) {
    this.#deps = deps;
    this.#limits = { ...defaultLimits, ...deps.limits };
    this.#places = new Places(this.#limits);
    this.#memory = new Memory(this.#limits);
  }

  /** Handlers at work now. */
  get running(): number {
    return this.#places.running;
  }

  /** Jobs in memory now. */
  get held(): number {
    return this.#memory.jobs;
  }

  /** Whether something of a lane waits or is at work, or may wait among what was not read yet. */
  has(botId: string, key: string): boolean {
    const entry = this.#bots.get(botId);
    return entry !== undefined && (entry.lanes.has(key) || entry.backlog !== null);
  }

  /** Takes a job that has just been stored. */
  accept(bot: Bot, key: string, job: Job): void {
    const entry = this.#entry(bot);
    const existing = entry.lanes.get(key);
    if (!existing && this.#memory.roomForLanes(entry) === 0) return this.#leave(entry);
    // Where something waits in the inbox it is read from there, in its order, and once.
    const spilled = entry.backlog !== null || job.seq <= this.#readSeq;
    const lane = existing ?? this.#open(entry, key, { spilled });
    // What is begun at once need not be looked into.
    const waits = existing !== undefined || entry.ready.length > 0;
    const sized = waits && job.size === undefined ? { ...job, size: sizeOf(job.update) } : job;
    const before = lane.held;
    lane.add(sized, this.#memory.roomForJob(before));
    this.#memory.recount(entry, before, lane.held);
    if (!existing) this.#ready(entry, lane);
  }

  /**
   * Takes up lanes that have pending jobs in the inbox. To be called before new jobs of this bot are accepted.
   *
   * @param more whether there are others
   */
  recover(bot: Bot, keys: readonly string[], { more = false } = {}): void {
    const entry = this.#entry(bot);
    this.#take(entry, keys);
    if (more) this.#leave(entry);
    else this.#letGo(entry);
  }

  /** Has a lane look into the inbox, where somebody else has put jobs from `seq` on. It may be told again and again. */
  notice(bot: Bot, key: string, seq: number): void {
    const entry = this.#entry(bot);
    const existing = entry.lanes.get(key);
    if (existing) return existing.notice(seq);
    if (this.#memory.roomForLanes(entry) === 0) return this.#leave(entry);
    this.#ready(entry, this.#open(entry, key, { spilled: true }));
  }

  /**
   * Whoever brings jobs of a bot, and will have them accepted, waits for this before it brings more.
   *
   * @param coming jobs that it has brought, and are not accepted yet
   * @returns `null` while there is room; else it resolves when there is, or the bot is forgotten
   */
  room(bot: Bot, coming: number): Promise<void> | null {
    const known = this.#bots.get(bot.id);
    if (!this.#memory.isFull(known?.bot === bot ? known : new BotLanes(bot), coming)) return null;
    const entry = this.#entry(bot);
    entry.room ??= Promise.withResolvers();
    this.#full.add(entry);
    return entry.room.promise;
  }

  /** Forgets a bot's waiting jobs, which stay pending in the inbox. What runs goes on to its end. */
  forget(bot: Bot): void {
    const entry = this.#bots.get(bot.id);
    if (entry?.bot === bot) this.#drop(entry);
  }

  /** Resolves when nothing of these bots is at work any more; what begins meanwhile counts as well. */
  async idle(bots: readonly Pick<Dispatchable, "id">[]): Promise<void> {
    const ids = new Set(bots.map(({ id }) => id));
    const ofThem = () =>
      [...this.#work].flatMap(([name, work]) => (ids.has(name.slice(0, name.indexOf(" "))) ? work : []));
    for (let work = ofThem(); work.length > 0; work = ofThem()) await Promise.all(work);
  }

  /** Starts nothing more, and waits for what runs. */
  async drain(): Promise<void> {
    this.#draining = true;
    await Promise.all(this.#work.values());
  }

  #drop(entry: BotLanes<Bot>): void {
    this.#bots.delete(entry.bot.id);
    this.#places.leave(entry);
    this.#endWait(entry);
    this.#memory.left(entry);
    this.#tellNext();
  }

  #entry(bot: Bot): BotLanes<Bot> {
    const known = this.#bots.get(bot.id);
    if (known?.bot === bot) return known;
    if (known) this.#drop(known);
    const entry = new BotLanes(bot);
    this.#bots.set(bot.id, entry);
    return entry;
  }

  #isCurrent(entry: BotLanes<Bot>): boolean {
    return this.#bots.get(entry.bot.id) === entry;
  }

  /** Something of a lane was done, or read from the inbox: there may be room again. */
  #recount(entry: BotLanes<Bot>, lane: Lane<Bot>, before: Held): void {
    if (!this.#isCurrent(entry)) return;
    this.#memory.recount(entry, before, lane.held);
    if (entry.room) this.#tellRoom(entry);
    this.#tellNext();
  }

  #tellRoom(entry: BotLanes<Bot>): void {
    if (!this.#memory.isFull(entry, 0)) this.#endWait(entry);
  }

  /** One at a time: all together would bring more than there is room for. */
  #tellNext(): void {
    if (this.#full.size === 0 || this.#memory.isCrowded) return;
    const [entry] = this.#full;
    this.#full.delete(entry!);
    this.#full.add(entry!);
    this.#tellRoom(entry!);
  }

  #endWait(entry: BotLanes<Bot>): void {
    this.#full.delete(entry);
    entry.room?.resolve();
    entry.room = null;
  }

  #open({ bot, lanes }: BotLanes<Bot>, key: string, { spilled }: { spilled: boolean }): Lane<Bot> {
    const name = `${bot.id} ${key}`;
    const lane = new Lane(bot, { key, name, bucket: this.#buckets.get(name) ?? null, spilled });
    lanes.set(key, lane);
    this.#memory.opened();
    return lane;
  }

  #take(entry: BotLanes<Bot>, keys: readonly string[]): void {
    for (const key of keys) if (!entry.lanes.has(key)) this.#ready(entry, this.#open(entry, key, { spilled: true }));
  }

  #ready(entry: BotLanes<Bot>, lane: Lane<Bot>): void {
    if (!this.#isCurrent(entry)) return;
    entry.ready.push(lane);
    this.#places.wait(entry);
    this.#pump();
  }

  #readyAfter(entry: BotLanes<Bot>, lane: Lane<Bot>, ms: number): void {
    setTimeout(() => this.#ready(entry, lane), Math.min(ms, 2 ** 31 - 1)).unref();
  }

  #pump(): void {
    while (!this.#draining) {
      const entry = this.#places.take();
      if (!entry) return;
      this.#start(entry);
    }
  }

  /** Begins a lane in the place that its bot has been given. */
  #start(entry: BotLanes<Bot>): void {
    const lane = entry.ready.shift();
    if (!lane) return this.#places.giveBack(entry);
    const { name } = lane;
    const earlier = this.#work.get(name);
    if (earlier) {
      this.#places.giveBack(entry);
      earlier.then(() => this.#ready(entry, lane));
    }
    if (entry.ready.length > 0) this.#places.wait(entry);
    if (earlier) return;

    const advancing = lane.head || !lane.spilled ? this.#advance(lane) : this.#refill(entry, lane);
    const work = advancing.then((end) => {
      this.#places.giveBack(entry);
      this.#work.delete(name);
      this.#goOn(entry, lane, end);
      if (entry.ready.length > 0 && this.#isCurrent(entry)) this.#places.wait(entry);
      this.#pump();
    });
    this.#work.set(name, work);
  }

  /** Handles the lane's next job, if its time has come. Never rejects. */
  #advance(lane: Lane<Bot>): Promise<End> {
    const job = lane.head;
    if (!job) return Promise.resolve({ type: "empty" });
    const ms = Math.max(job.notBefore - performance.now(), 0) || this.#slowedMs(lane, job);
    return ms > 0 ? Promise.resolve({ type: "wait", ms }) : this.#deps.handle(lane.bot, job, lane.key);
  }

  #slowedMs({ bot, bucket }: Lane<Bot>, job: Job): number {
    const ms = bucket?.waitMs(performance.now()) ?? 0;
    return ms > 0 && this.#deps.passes?.(bot, job) ? 0 : ms;
  }

  /** A lane is slowed down by what it was answered alone: what the bot let pass has cost nothing. */
  #charge(lane: Lane<Bot>, end: End): void {
    if (end.type !== "retry" && (end.type !== "done" || end.passed)) return;
    const { laneBurst, lanePerSecond } = this.#limits;
    const now = performance.now();
    if (!lane.bucket) {
      lane.bucket = new Bucket(laneBurst, lanePerSecond, now);
      this.#buckets.set(lane.name, lane.bucket);
    }
    lane.bucket.charge(now);
  }

  /** To be called once the place that the lane has taken is free. */
  #goOn(entry: BotLanes<Bot>, lane: Lane<Bot>, end: End): void {
    this.#charge(lane, end);
    if (!this.#isCurrent(entry)) return;
    const before = lane.held;
    switch (end.type) {
      case "dropped":
        return this.#drop(entry);
      case "wait":
        return this.#readyAfter(entry, lane, end.ms);
      case "retry":
        lane.replaceHead(end.job);
        this.#recount(entry, lane, before);
        return this.#readyAfter(entry, lane, Math.max(end.job.notBefore - performance.now(), 0));
      case "done":
        lane.dropHead();
        this.#recount(entry, lane, before);
        break;
      case "empty":
        break;
    }
    this.#settle(entry, lane);
  }

  /** A lane with more to do goes to the end of its bot's line; an empty one is let go. */
  #settle(entry: BotLanes<Bot>, lane: Lane<Bot>): void {
    if (lane.head || lane.spilled) return this.#ready(entry, lane);
    entry.lanes.delete(lane.key);
    this.#memory.closed();
    if (entry.backlog) this.#turnPage(entry);
    else this.#letGo(entry);
  }

  #letGo(entry: BotLanes<Bot>): void {
    if (entry.isEmpty && this.#isCurrent(entry)) this.#drop(entry);
  }

  /** There are lanes in the inbox that are not in memory. */
  #leave(entry: BotLanes<Bot>): void {
    entry.backlog ??= new Backlog();
    entry.backlog.leave();
    this.#turnPage(entry);
  }

  /** Takes up more lanes from the inbox, once half of what may be in memory is done. */
  #turnPage(entry: BotLanes<Bot>): void {
    const { backlog, lanes } = entry;
    const room = this.#memory.roomForLanes(entry);
    if (!backlog || backlog.reading || this.#draining || room < lanes.size) return;
    const limit = Math.min(room, this.#limits.lanesPerPage);
    backlog
      .read((place) => this.#deps.lanes(entry.bot, place, limit))
      .then(
        (keys) => {
          if (!this.#isCurrent(entry)) return;
          // Now: one may have been left since the page was read.
          const isDone = backlog.isDone;
          if (isDone) entry.backlog = null;
          this.#take(entry, keys);
          if (!isDone) return this.#turnPage(entry);
          this.#tellRoom(entry);
          this.#letGo(entry);
        },
        // The database is away; the committer says so in the log.
        () => void setTimeout(() => this.#isCurrent(entry) && this.#turnPage(entry), this.#retryMs).unref(),
      );
  }

  get #retryMs(): number {
    return this.#deps.loadRetryMs ?? 1_000;
  }

  /** Takes up what the inbox holds of a lane before its next job is handled. Never rejects. */
  async #refill(entry: BotLanes<Bot>, lane: Lane<Bot>): Promise<End> {
    const before = lane.held;
    const isPage = this.#memory.readPage(before);
    const limit = isPage ? this.#limits.heldPerLane : 1;
    try {
      await lane.refill(async (afterSeq) => {
        const loaded = await this.#deps.load(lane.bot, lane.key, afterSeq, limit);
        this.#readSeq = Math.max(this.#readSeq, loaded.jobs.at(-1)?.seq ?? 0);
        return loaded;
      });
    } catch {
      // The database is away; the committer says so in the log.
      return { type: "wait", ms: this.#retryMs };
    } finally {
      this.#recount(entry, lane, before);
      if (isPage) this.#memory.pageRead();
      this.#tellNext();
    }
    // Forgotten meanwhile, or draining: nothing begins any more.
    if (this.#draining || !this.#isCurrent(entry)) return { type: "empty" };
    return await this.#advance(lane);
  }
}
