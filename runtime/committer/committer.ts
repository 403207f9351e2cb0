/**
 * Everything the runtime writes goes through one of two of these, one for what arrives and one for all else. Each is
 * first in, first out: whatever has queued while the last commit ran goes out in the next. Under load commits grow by
 * themselves, at rest a write leaves at once; one that nobody waits for leaves with the next that somebody does, or a
 * moment later. When enough has queued already, the next commit leaves before the last has come back, so that the
 * database need not wait for us; it does nothing unless that one has happened.
 *
 * What was asked for first is never committed later than what was asked for next; so a lane may go on without waiting
 * for its last write, as long as it waits for the one that must come before a send. But for what somebody else has
 * locked: that waits by itself, bot by bot (`held-up.ts`).
 */
import { randomBytes } from "node:crypto";
import { setImmediate as othersTurn } from "node:timers/promises";
import { DatabaseError } from "pg";
import { Alarm } from "#shared/lifecycle/alarm.ts";
import { backoff, sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import { BotGone } from "./bot-gone.ts";
import { Connection } from "./connection.ts";
import { HeldUp, type Retry, waitsFor } from "./held-up.ts";
import { merge } from "./merge.ts";
import type { Usage } from "./sections/finishes.ts";
import type { Stored, UpdateRecord } from "./sections/updates.ts";
import type { Writes } from "./sections.ts";
import { commitStatement, spokenFor } from "./statement.ts";
import type { Tenure } from "./tenure.ts";

/** The shard has passed to another owner: nothing of this runtime may be written for it any more. */
export class Fenced extends Error {
  override readonly name = "Fenced";
  readonly shard: number;
  constructor(shard: number) {
    super(`Shard ${shard} has another owner`);
    this.shard = shard;
  }
}

/** The database does not take these rows. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** No statement can be made of these rows. */
class Unwritable extends Error {
  override readonly name = "Unwritable";
}

export interface Committer {
  /**
   * Resolves once `writes` are committed; for updates, with their places in the inbox, in the order given. Waits for
   * as long as the database is away.
   *
   * @throws {Fenced} when `tenure` is over
   * @throws {BotGone} when the bot was deleted; what is not its own is committed all the same
   * @throws {Refused} when these very rows cannot be stored, now or ever
   */
  commit(tenure: Tenure, writes: Writes): Promise<Stored[]>;
  /** Commits what nobody waits for, soon. @param onLost told of what `commit` would throw */
  post(tenure: Tenure, writes: Writes, onLost: (error: Error) => void): void;
}

interface Entry {
  tenure: Tenure;
  writes: Writes;
  /** True once a commit that held it may have happened unseen. */
  uncertain: boolean;
  resolve(stored: Stored[]): void;
  reject(error: Error): void;
}

/** Tells units of work how they ended. */
type Tell = () => Promise<void>;

/** A commit on its way. */
interface Sent {
  batch: Entry[];
  /** Where it is a try of what was held up; else `null`. */
  retry: Retry<Entry> | null;
  /** How long it may wait for a lock, in milliseconds. */
  lockMs: number;
  /** Never rejects. */
  outcome: Promise<CommitResult | Error>;
}

interface Deps {
  databaseUrl: string;
  /** Who we are in `shards.owner`. */
  owner: string;
  log: Log;
  onUsage(usage: Usage): void;
  onCommit?(units: number, seconds: number): void;
  /** How long a commit may wait for a lock before what is locked has to wait by itself, in milliseconds. Default 1000. */
  lockMs?: number;
  /** How long what is queued may take when it is disposed of, in milliseconds. Default 5000. */
  closeMs?: number;
}

/**
 * In one commit: enough to fill the database's time, few enough to keep a reply prompt. A unit of what arrives may hold
 * a hundred updates, and when all bots have something new at once, their handling should begin with the first of it.
 */
const limits = { units: 1_024, updates: 500 };

/** So long a write that nobody waits for is kept back for others to join it, in milliseconds: hardly to be seen. */
const momentMs = 5;

/** So many units are worth a commit of their own, while another is on its way. */
const enoughUnits = 80;

/** While something is locked, others have little patience with more of that kind. In milliseconds. */
const shortLockMs = 100;

/**
 * So many units hear of their commit at a time, and for so long, in milliseconds, before others have their turn: what they do
 * next must not keep waiting what arrives meanwhile.
 */
const toldAtOnce = 32;
const tellingMs = 10;

export class GroupCommitter implements Committer, AsyncDisposable {
  readonly #deps: Deps;
  readonly #queue: Entry[] = [];
  /** What nobody waits for, and stands in the queue before whatever comes next. */
  readonly #posted: Entry[] = [];
  #moment: NodeJS.Timeout | null = null;
  /** What somebody else has locked. */
  readonly #heldUp = new HeldUp<Entry>();
  #lastWasRetry = false;
  /** Rung for whoever waits until something of it is due. */
  readonly #alarm = new Alarm();
  readonly #stop = new AbortController();
  /** The key of a lock that one connection of ours can hold, and nobody else's. */
  readonly #lock = randomBytes(8).readBigInt64BE();
  /** On their way, in this order: two at most. */
  readonly #sent: Sent[] = [];
  #connection: Connection | null = null;
  /** Of the last commit that left. */
  #number = 0;
  #draining: Promise<void> | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  commit(tenure: Tenure, writes: Writes): Promise<Stored[]> {
    return new Promise((resolve, reject) => {
      this.#enqueue({ tenure, writes, uncertain: false, resolve, reject });
    });
  }

  post(tenure: Tenure, writes: Writes, onLost: (error: Error) => void): void {
    this.#posted.push({ tenure, writes, uncertain: false, resolve: ignore, reject: onLost });
    this.#moment ??= setTimeout(() => {
      this.#moment = null;
      this.#enqueue();
    }, momentMs);
  }

  /** Commits what is queued, as far as the database answers, and closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    const gaveUp = setTimeout(() => {
      this.#stop.abort();
      this.#giveUp();
    }, this.#deps.closeMs ?? 5_000);
    if (this.#moment) clearTimeout(this.#moment);
    this.#enqueue();
    await this.#draining;
    clearTimeout(gaveUp);
    this.#stop.abort();
    await this.#connection?.close();
  }

  /** Has what was posted, and `entry` after it, committed. */
  #enqueue(entry?: Entry): void {
    if (this.#posted.length > 0) for (const posted of this.#posted.splice(0)) this.#lineUp(posted);
    if (entry) this.#lineUp(entry);
    if (this.#queue.length === 0) return;
    if (!this.#draining) this.#draining = this.#drain();
    else if (this.#sent.length > 0) this.#sendDue();
    else if (!this.#heldUp.empty) this.#alarm.ring();
  }

  #lineUp(entry: Entry): void {
    if (this.#heldUp.empty || !this.#heldUp.keeps(entry)) this.#queue.push(entry);
    else this.#heldUp.push(entry);
  }

  async #drain(): Promise<void> {
    let failures = 0;
    // Let everything that is ready in this turn of the event loop join the first commit.
    await Promise.resolve();
    for (;;) {
      this.#sendDue();
      const [first] = this.#sent;
      if (!first && this.#heldUp.empty) break;
      if (!first) {
        await this.#alarm.pause(this.#heldUp.pauseMs, this.#stop.signal);
        if (!this.#stop.signal.aborted) continue;
        for (const entry of this.#heldUp.splice()) entry.reject(new Error("It was locked until the end"));
        break;
      }
      const outcome = await first.outcome;
      try {
        const tell = await this.#conclude(first, outcome);
        failures = 0;
        // Those of this commit hear of it while the database is busy with the next.
        this.#sendDue();
        await tell();
      } catch (error) {
        if (this.#stop.signal.aborted) {
          const left = [...first.batch, ...this.#queue.splice(0), ...this.#heldUp.splice()];
          for (const entry of left) entry.reject(asError(error));
          break;
        }
        const { batch } = first;
        this.#deps.log.warn({ error, queued: batch.length + this.#queue.length }, "The database does not take writes");
        this.#giveUp();
        for (const entry of batch) entry.uncertain = true;
        if (first.retry) this.#heldUp.hold(batch);
        else this.#queue.unshift(...batch);
        await sleep(backoff(failures++, { firstMs: 100, maxMs: 2_000 }), this.#stop.signal);
      }
    }
    this.#draining = null;
  }

  /**
   * Sends what has queued: at once while nothing is on its way, else when it is worth a commit of its own. What was held
   * up takes turns with it.
   */
  #sendDue(): void {
    if (!this.#heldUp.empty && this.#retryDue()) return;
    const due = [1, enoughUnits][this.#sent.length];
    if (due === undefined || this.#queue.length < due) return;
    let units = 0;
    for (let updates = 0; units < this.#queue.length && units < limits.units && updates < limits.updates; units++) {
      updates += this.#queue[units]!.writes.updates?.length ?? 0;
    }
    this.#lastWasRetry = false;
    const { lockMs = usualLockMs } = this.#deps;
    this.#send(this.#queue.splice(0, units), this.#heldUp.empty ? lockMs : Math.min(lockMs, shortLockMs), null);
  }

  /** @returns whether a try of what was held up is on its way: nothing is sent behind one that may well come to nothing */
  #retryDue(): boolean {
    if (this.#sent.length > 0) return this.#sent[0]!.retry !== null;
    if (this.#lastWasRetry && this.#queue.length > 0) return false;
    const retry = this.#heldUp.next(limits.units);
    if (!retry) return false;
    this.#lastWasRetry = true;
    this.#send(retry.entries, retry.lockMs, retry);
    return true;
  }

  #send(batch: Entry[], lockMs: number, retry: Retry<Entry> | null): void {
    const outcome = this.#execute(batch, { repeated: batch.some(isUncertain), lockMs }).catch(asError);
    this.#sent.push({ batch, lockMs, retry, outcome });
  }

  /**
   * Ends a commit, after all that left before it.
   *
   * @returns what tells the units of work how they ended. @throws when that is unknown or the database is away
   */
  async #conclude({ batch, lockMs, retry }: Sent, outcome: CommitResult | Error): Promise<Tell> {
    this.#sent.shift();
    const locked: Entry[] = [];
    const tell = await this.#outcomeOf(batch, outcome, { repeated: batch.some(isUncertain), lockMs, locked });
    if (locked.length > 0) this.#hold(locked);
    if (retry) this.#heldUp.tried(retry, locked);
    return tell;
  }

  async #outcomeOf(batch: Entry[], outcome: CommitResult | Error, attempt: Attempt): Promise<Tell> {
    if (!(outcome instanceof Error) && outcome.ok) return () => this.#tell(batch, outcome);
    // What left after it has done nothing, and waits its turn again.
    for (const behind of this.#sent.splice(0)) {
      if ((await behind.outcome) instanceof Error) for (const entry of behind.batch) entry.uncertain = true;
      this.#queue.unshift(...behind.batch);
    }
    return this.#commitOtherwise(batch, outcome, attempt);
  }

  /** Sets aside what is locked, and behind it what belongs to the same bots. */
  #hold(locked: readonly Entry[]): void {
    if (this.#heldUp.empty) this.#deps.log.warn({ units: locked.length }, "Rows are locked: what writes them waits");
    this.#heldUp.hold(locked);
    for (const entry of this.#queue.splice(0)) this.#lineUp(entry);
  }

  async #commit(batch: Entry[], attempt: Attempt): Promise<Tell> {
    const outcome = await this.#execute(batch, attempt).catch(asError);
    if (outcome instanceof Error || !outcome.ok) return this.#commitOtherwise(batch, outcome, attempt);
    return () => this.#tell(batch, outcome);
  }

  /** @param outcome why it was not committed as it stands. @returns and @throws as {@link #conclude} */
  async #commitOtherwise(batch: Entry[], outcome: CommitResult | Error, attempt: Attempt): Promise<Tell> {
    if (!(outcome instanceof Error)) return this.#commitUnfenced(batch, attempt);
    if (isLocked(outcome)) {
      attempt.locked.push(...batch);
      return told;
    }
    if (!attempt.repeated && isRepetition(outcome)) return this.#commit(batch, { ...attempt, repeated: true });
    if (!isRefusal(outcome)) throw outcome;
    const [only] = batch;
    if (batch.length === 1) return async () => only!.reject(new Refused(outcome.message, { cause: outcome }));
    // Some row is at fault. One by one, only its own unit of work fails.
    for (const entry of batch) {
      if (attempt.locked.some((earlier) => waitsFor(entry, earlier))) attempt.locked.push(entry);
      else await (await this.#commit([entry], { ...attempt, repeated: entry.uncertain }))();
    }
    return told;
  }

  /** The gate was shut: rejects the units of shards we no longer own and commits the rest. */
  async #commitUnfenced(batch: Entry[], attempt: Attempt): Promise<Tell> {
    const shards = [...new Set(batch.map(({ tenure }) => tenure.shard))];
    const { rows } = await this.#connect().query<{ id: number; epoch: number }>(
      {
        text: "select id, epoch from shards where owner = $1 and id = any($2)",
        values: [this.#deps.owner, shards],
      },
      attempt.lockMs,
    );
    const owned = new Map(rows.map(({ id, epoch }) => [id, epoch]));
    const stands = ({ tenure }: Entry) => owned.get(tenure.shard) === tenure.epoch;
    for (const entry of batch) if (!stands(entry)) entry.reject(new Fenced(entry.tenure.shard));
    const rest = batch.filter(stands);
    return rest.length > 0 ? this.#commit(rest, { ...attempt, repeated: rest.some(isUncertain) }) : told;
  }

  /** @returns with `ok` false when the gate was shut and nothing was written */
  async #execute(batch: Entry[], { repeated, lockMs }: Omit<Attempt, "locked">): Promise<CommitResult> {
    const started = performance.now();
    const connection = this.#connect();
    // On another connection than the one before it, it does nothing either.
    const previous = this.#sent.length > 0 ? this.#number : connection.happened;
    const number = ++this.#number;
    const statement = this.#statement(batch, { number, previous, repeated });
    const { rows } = await connection.query<CommitResult>(statement, lockMs);
    const result = rows[0]!;
    if (result.ok) {
      connection.happened = number;
      this.#deps.onCommit?.(batch.length, (performance.now() - started) / 1000);
    }
    return result;
  }

  /** @throws {Unwritable} */
  #statement(batch: Entry[], place: { number: number; previous: number; repeated: boolean }) {
    const fence = new Map(batch.map(({ tenure }) => [tenure.epoch * mostShards + tenure.shard, tenure]));
    try {
      const writes = merge(batch.map((entry) => entry.writes));
      return commitStatement({ ...place, owner: this.#deps.owner, fence: [...fence.values()], writes });
    } catch (cause) {
      throw new Unwritable(asError(cause).message, { cause });
    }
  }

  async #tell(batch: Entry[], result: CommitResult): Promise<void> {
    const accepted = new Map(result.accepted?.map((stored) => [keyOf(stored), stored]));
    const places = result.fresh?.values();
    const gone = new Set(result.gone);
    let begun = performance.now();
    for (let n = 0; n < batch.length; n++) {
      const { writes, uncertain, resolve, reject } = batch[n]!;
      if (n > 0 && n % toldAtOnce === 0) {
        // So that what they do at once is counted.
        await null;
        if (performance.now() - begun > tellingMs) {
          await othersTurn();
          begun = performance.now();
        }
        this.#sendDue();
      }
      const stored = writes.updates?.map((update) =>
        places
          ? { seq: places.next().value!, fresh: true, pending: true, again: false }
          : foundAs(accepted.get(keyOf(update))!, uncertain),
      );
      if (gone.size > 0 && !gone.isDisjointFrom(spokenFor(writes))) reject(new BotGone());
      else resolve(stored ?? nothing);
    }
    for (const usage of result.used ?? []) this.#deps.onUsage(usage);
  }

  #connect(): Connection {
    if (this.#connection) return this.#connection;
    const { databaseUrl, owner } = this.#deps;
    const onLost = () => {
      if (this.#connection === connection) this.#connection = null;
    };
    const connection = new Connection({ databaseUrl, owner, lock: this.#lock, onLost });
    this.#connection = connection;
    return connection;
  }

  /** What was sent may happen until the next connection is open, and not after. */
  #giveUp(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.giveUp();
  }
}

const ignore = () => {};
const nothing: Stored[] = [];
const told: Tell = async () => {};
const usualLockMs = 1_000;
/** As many as `SHARDS` may say, at least: what tells tenures apart in one number. */
const mostShards = 2 ** 16;

interface Attempt {
  /** Whether any of it may have happened before. */
  repeated: boolean;
  /** How long it may wait for a lock, in milliseconds. */
  lockMs: number;
  /** Where to put what is locked. */
  locked: Entry[];
}

interface CommitResult {
  ok: boolean;
  /** Bots that do not exist (any more), of those for which something was to be kept. */
  gone: string[] | null;
  /** The places of what was offered, in its order, when all of it is new. */
  fresh: number[] | null;
  /** Else each update's. */
  accepted: (Omit<Stored, "again"> & UpdateKey)[] | null;
  used: Usage[] | null;
}

type UpdateKey = Pick<UpdateRecord, "bot_id" | "update_id">;
const keyOf = ({ bot_id, update_id }: UpdateKey) => `${bot_id}:${update_id}`;

/** What an earlier, uncertain try has left there pending was never told to anyone: it is as good as fresh. */
const foundAs = ({ seq, fresh, pending }: Omit<Stored, "again">, uncertain: boolean): Stored => ({
  seq,
  pending,
  fresh: fresh || (uncertain && pending),
  again: !fresh,
});

/**
 * Whether the rows are at fault: their data (22), a constraint (23, 44), a limit of the database (54), a trigger (P0), or
 * what cannot be written at all, as a nesting too deep for JSON. Everything else is the database's own trouble, and passes.
 */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Unwritable || (error instanceof DatabaseError && /^(22|23|44|54|P0)/.test(error.code ?? ""));
/** Somebody else has locked a row for long. */
const isLocked = (error: unknown) => error instanceof DatabaseError && error.code === "55P03";
/** Some row is there already: of an earlier owner's, of an earlier handling, or offered by Telegram once more. */
const isRepetition = (error: unknown) => error instanceof DatabaseError && error.code === "23505";
const isUncertain = ({ uncertain }: Entry) => uncertain;
const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
