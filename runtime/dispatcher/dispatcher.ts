/**
 * Hands stored updates to the handler: lane by lane in order, lanes beside one another, and every bot in its turn, so
 * that a flood in one chat or bot delays nobody else.
 */
import { LRUCache } from "lru-cache";
import { Bucket } from "./bucket.ts";
import type { Job, Outcome } from "./job.ts";
import { Lane } from "./lane.ts";
import { Rotation } from "./rotation.ts";

/** What whoever hands over jobs sees of a dispatcher. */
export type Dispatching<Bot extends Dispatchable> = Pick<
  Dispatcher<Bot>,
  "accept" | "recover" | "notice" | "forget" | "idle" | "drain" | "held" | "has"
>;

/** The slice of a bot that the dispatcher needs. */
export interface Dispatchable {
  readonly id: string;
}

export interface DispatcherDeps<Bot extends Dispatchable> {
  /** Never rejects: every failure is an outcome. */
  handle(bot: Bot, job: Job, lane: string): Promise<Outcome>;
  /** Pending jobs of a lane with a higher seq, oldest first. */
  load(bot: Bot, lane: string, afterSeq: number, limit: number): Promise<Job[]>;
  /** How long to leave a lane alone whose load failed, in milliseconds. */
  loadRetryMs?: number;
  limits?: Partial<Limits>;
}

interface Limits {
  /** Handlers at work at the same time: in all, and for one bot. */
  running: number;
  runningPerBot: number;
  /** Jobs in memory: in all, and for one lane. */
  held: number;
  heldPerLane: number;
  /** Jobs of one lane that are handled without a pause, and how many a second after that. */
  laneBurst: number;
  lanePerSecond: number;
}

const defaults: Limits = {
  running: 800,
  runningPerBot: 500,
  held: 20_000,
  heldPerLane: 50,
  laneBurst: 60,
  lanePerSecond: 10,
};

interface BotLanes<Bot> {
  readonly bot: Bot;
  readonly lanes: Map<string, Lane<Bot>>;
  /** Lanes with something to do now. */
  readonly ready: Lane<Bot>[];
  /** How many of its lanes are at work. */
  running: number;
}

/** How the turn of a lane ended: as its job did, or without one. */
type End = Outcome | { type: "wait"; ms: number } | { type: "empty" };

/** Lanes whose speed is remembered: one that has run empty has not made good for its flood. */
const bucketsKept = 20_000;

export class Dispatcher<Bot extends Dispatchable> {
  readonly #deps: DispatcherDeps<Bot>;
  readonly #limits: Limits;
  readonly #bots = new Map<string, BotLanes<Bot>>();
  /** Bots with a ready lane and a free place. */
  readonly #turns = new Rotation<string>();
  /** What runs, by bot and lane. It goes on when its bot is forgotten, and holds the lane until it ends. */
  readonly #work = new Map<string, Promise<void>>();
  readonly #buckets = new LRUCache<string, Bucket>({ max: bucketsKept });
  #running = 0;
  #held = 0;
  #draining = false;

  constructor(deps: DispatcherDeps<Bot>) {
    this.#deps = deps;
    this.#limits = { ...defaults, ...deps.limits };
  }

  /** Handlers at work now. */
  get running(): number {
    return this.#running;
  }

  /** Jobs in memory now. */
  get held(): number {
    return this.#held;
  }

  /** Whether something of a lane waits or is at work. */
  has(botId: string, key: string): boolean {
    return this.#bots.get(botId)?.lanes.has(key) ?? false;
  }

  /** Takes a job that has just been stored. */
  accept(bot: Bot, key: string, job: Job): void {
    const entry = this.#entry(bot);
    const existing = entry.lanes.get(key);
    const lane = existing ?? this.#open(entry, key, { spilled: false });
    const before = lane.size;
    lane.add(job, this.#held < this.#limits.held && lane.size < this.#limits.heldPerLane);
    this.#held += lane.size - before;
    if (!existing) this.#ready(entry, lane);
  }

  /** Takes up lanes that have pending jobs in the inbox. To be called before new jobs of this bot are accepted. */
  recover(bot: Bot, keys: readonly string[]): void {
    const entry = this.#entry(bot);
    for (const key of keys) if (!entry.lanes.has(key)) this.#ready(entry, this.#open(entry, key, { spilled: true }));
  }

  /** Has a lane look into the inbox, where somebody else has put jobs from `seq` on. It may be told again and again. */
  notice(bot: Bot, key: string, seq: number): void {
    const entry = this.#entry(bot);
    const existing = entry.lanes.get(key);
    if (existing) return existing.notice(seq);
    this.#ready(entry, this.#open(entry, key, { spilled: true }));
  }

  /** Forgets a bot's waiting jobs, which stay pending in the inbox. What runs goes on to its end. */
  forget(bot: Bot): void {
    const entry = this.#bots.get(bot.id);
    if (entry?.bot === bot) this.#drop(entry);
  }

  /** Resolves when nothing of these bots is at work any more; what begins meanwhile counts as well. */
  async idle(bots: readonly Dispatchable[]): Promise<void> {
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
    for (const lane of entry.lanes.values()) this.#held -= lane.size;
    this.#bots.delete(entry.bot.id);
    this.#turns.remove(entry.bot.id);
  }

  #entry(bot: Bot): BotLanes<Bot> {
    const known = this.#bots.get(bot.id);
    if (known?.bot === bot) return known;
    if (known) this.#drop(known);
    const entry = { bot, lanes: new Map(), ready: [], running: 0 };
    this.#bots.set(bot.id, entry);
    return entry;
  }

  #open({ bot, lanes }: BotLanes<Bot>, key: string, { spilled }: { spilled: boolean }): Lane<Bot> {
    const { laneBurst, lanePerSecond } = this.#limits;
    const name = `${bot.id} ${key}`;
    const known = this.#buckets.get(name);
    const bucket = known ?? new Bucket(laneBurst, lanePerSecond, performance.now());
    if (!known) this.#buckets.set(name, bucket);
    const lane = new Lane(bot, { key, name, bucket, spilled });
    lanes.set(key, lane);
    return lane;
  }

  #ready(entry: BotLanes<Bot>, lane: Lane<Bot>): void {
    if (this.#bots.get(lane.bot.id) !== entry) return;
    entry.ready.push(lane);
    this.#turns.add(lane.bot.id);
    this.#pump();
  }

  #readyAfter(entry: BotLanes<Bot>, lane: Lane<Bot>, ms: number): void {
    setTimeout(() => this.#ready(entry, lane), Math.min(ms, 2 ** 31 - 1)).unref();
  }

  #pump(): void {
    while (!this.#draining && this.#running < this.#limits.running) {
      const botId = this.#turns.next();
      if (botId === undefined) return;
      const entry = this.#bots.get(botId);
      if (entry) this.#start(entry);
    }
  }

  #start(entry: BotLanes<Bot>): void {
    // At its limit a bot leaves the line, and comes back with the first place that is free.
    const lane = entry.running < this.#limits.runningPerBot ? entry.ready.shift() : undefined;
    if (!lane) return;
    const { id } = entry.bot;
    if (entry.ready.length > 0) this.#turns.add(id);
    const { name } = lane;
    const earlier = this.#work.get(name);
    if (earlier) return void earlier.then(() => this.#ready(entry, lane));

    this.#running++;
    entry.running++;
    const advancing = lane.head || !lane.spilled ? this.#advance(lane) : this.#refill(entry, lane);
    const work = advancing.then((end) => {
      this.#running--;
      entry.running--;
      this.#work.delete(name);
      this.#goOn(entry, lane, end);
      if (entry.ready.length > 0 && this.#bots.get(id) === entry) this.#turns.add(id);
      this.#pump();
    });
    this.#work.set(name, work);
  }

  /** Handles the lane's next job, if its time has come. Never rejects. */
  #advance(lane: Lane<Bot>): Promise<End> {
    const job = lane.head;
    if (!job) return Promise.resolve({ type: "empty" });
    const ms = Math.max(job.notBefore - performance.now(), 0) || lane.bucket.take(performance.now());
    return ms > 0 ? Promise.resolve({ type: "wait", ms }) : this.#deps.handle(lane.bot, job, lane.key);
  }

  /** To be called once the place that the lane has taken is free. */
  #goOn(entry: BotLanes<Bot>, lane: Lane<Bot>, end: End): void {
    if (this.#bots.get(lane.bot.id) !== entry) return;
    switch (end.type) {
      case "dropped":
        return this.#drop(entry);
      case "wait":
        return this.#readyAfter(entry, lane, end.ms);
      case "retry":
        lane.replaceHead(end.job);
        return this.#readyAfter(entry, lane, Math.max(end.job.notBefore - performance.now(), 0));
      case "done":
        lane.dropHead();
        this.#held--;
        break;
      case "empty":
        break;
    }
    this.#settle(entry, lane);
  }

  /** A lane with more to do goes to the end of its bot's line; an empty one is let go. */
  #settle(entry: BotLanes<Bot>, lane: Lane<Bot>): void {
    if (lane.head || lane.spilled) this.#ready(entry, lane);
    else entry.lanes.delete(lane.key);
    if (entry.lanes.size === 0 && this.#bots.get(lane.bot.id) === entry) this.#bots.delete(lane.bot.id);
  }

  /** Takes up what the inbox holds of a lane before its next job is handled. Never rejects. */
  async #refill(entry: BotLanes<Bot>, lane: Lane<Bot>): Promise<End> {
    const limit = this.#limits.heldPerLane;
    const before = lane.size;
    try {
      await lane.refill(async (afterSeq) => {
        const jobs = await this.#deps.load(lane.bot, lane.key, afterSeq, limit);
        return { jobs, more: jobs.length === limit };
      });
    } catch {
      // The database is away; the committer says so in the log.
      return { type: "wait", ms: this.#deps.loadRetryMs ?? 1_000 };
    } finally {
      if (this.#bots.get(lane.bot.id) === entry) this.#held += lane.size - before;
    }
    // Forgotten meanwhile, or draining: nothing begins any more.
    if (this.#draining || this.#bots.get(lane.bot.id) !== entry) return { type: "empty" };
    return await this.#advance(lane);
  }
}
