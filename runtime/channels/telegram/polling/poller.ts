/**
 * Long polling for one bot: the supplier of its runner. It asks for what comes after the last batch that was stored,
 * and goes on through everything that can go wrong: also when the token is refused, as that may pass.
 */
import type { Update } from "grammy/types";
import { causesOf, codeOf } from "#shared/causes.ts";
import { unlessAborted } from "#shared/lifecycle/cancellation.ts";
import { backoff, sleep } from "#shared/lifecycle/sleep.ts";
import { redact } from "#shared/secrets/redact.ts";
import { handledKinds } from "../../../inbox/kinds.ts";
import { SourceEnded } from "../../channel.ts";
import type { Health } from "../../health.ts";
import type { PollAnswer, PollQuery } from "../transport.ts";
import { type Bursts, hasPiledUp, portionAfter } from "./bursts.ts";
import * as troubles from "./troubles.ts";

/** The poller was told to leave, and what it asked for last has been answered. */
export class Left extends SourceEnded {
  override readonly name = "Left";
}

/** How long to wait before a token that was refused is tried again, in milliseconds. */
export interface RefusedAgain {
  /** After the first time: a server that is just being started, or moved, knows no token for a moment. */
  firstMs: number;
  /** After the second in a row, of which the bot's page tells, and each that follows. */
  thenMs: number;
}

export const refusedAgain: RefusedAgain = { firstMs: 60_000, thenMs: 3_600_000 };

export interface PollerDeps {
  getUpdates(query: PollQuery, signal: AbortSignal): Promise<PollAnswer>;
  health: Health;
  bursts: Bursts;
  /** Resolves while it is still ours to poll for this bot, and rejects when it is not. */
  stillOurs?(): Promise<unknown>;
  /** How long Telegram holds a poll, in seconds. */
  timeoutS: number;
  refusedAgain: RefusedAgain;
  onPoll?: ((outcome: "updates" | "empty" | "refused" | "unreachable") => void) | undefined;
}

export class Poller {
  readonly #deps: PollerDeps;
  /** Undefined while everything unconfirmed is asked for: at the start, and after a poll that left nothing. */
  #offset: number | undefined;
  /** How many updates the last poll brought. */
  #brought = 0;
  #saidKinds = false;
  /** False at the start and after a failure: then a poll that is answered at once tells that all is well (again). */
  #answered: boolean;
  #leaving = false;
  /** How often in a row the token was refused. */
  #refusals: number;
  #endPause = nothing;
  /** Ends one's turn among those that bring much. */
  #endBurst: (() => void) | null = null;

  constructor(deps: PollerDeps) {
    this.#deps = deps;
    this.#answered = deps.health.report.state === "running";
    // Its last owner has asked twice.
    this.#refusals = deps.health.report.state === "revoked" ? 1 : 0;
  }

  /** Tells that `updates` are stored: the next poll confirms them. */
  stored(updates: readonly Update[]): void {
    if (updates.length > 0) this.#offset = Math.max(...updates.map(({ update_id }) => update_id)) + 1;
    this.close();
  }

  /** What was brought last is stored, or will not be: others' turn. */
  close(): void {
    this.#endBurst?.();
    this.#endBurst = null;
  }

  /** Asks no more. A poll that is held goes on until the next owner's takes its place; what it brings is not taken. */
  leave(): void {
    this.#leaving = true;
    this.#endPause();
  }

  /**
   * Waits for the next updates; empty when a poll ended without any.
   *
   * @throws {Left} after {@link leave}
   * @throws what `stillOurs` rejects with, when another program polls for this bot
   * @throws the signal's reason when that aborts
   */
  async supply(signal: AbortSignal): Promise<Update[]> {
    for (let failures = 0; ; failures++) {
      signal.throwIfAborted();
      this.#throwIfLeft();
      const pauseMs = await this.#poll(signal, failures);
      if (typeof pauseMs !== "number") return pauseMs;
      this.close();
      await this.#pause(pauseMs, signal);
    }
  }

  /** Who is told to leave waits no longer. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, this.#orLeaving(signal));
    this.#endPause = nothing;
  }

  /** Waits for one's turn among those that bring much. */
  async #burst(portion: number, signal: AbortSignal): Promise<void> {
    this.close();
    const { bursts } = this.#deps;
    const isFree = bursts.isFree(portion);
    const turn = bursts.begin(portion);
    try {
      this.#endBurst = await (isFree ? turn : unlessAborted(turn, this.#orLeaving(signal)));
    } catch {
      void turn.then((end) => end());
    } finally {
      this.#endPause = nothing;
    }
    signal.throwIfAborted();
    this.#throwIfLeft();
  }

  #orLeaving(signal: AbortSignal): AbortSignal {
    const over = new AbortController();
    this.#endPause = () => over.abort();
    return AbortSignal.any([signal, over.signal]);
  }

  /** @returns the updates, or how long to wait before the next try, in milliseconds */
  async #poll(signal: AbortSignal, failures: number): Promise<Update[] | number> {
    const { health, timeoutS, onPoll } = this.#deps;
    // A poll that may bring much has a turn, and others wait for that: it is not held until something comes.
    const atOnce = !this.#answered || hasPiledUp(this.#brought);
    const limit = portionAfter(this.#brought);
    if (atOnce) await this.#burst(limit, signal);
    const query: PollQuery = { timeout: atOnce ? 0 : timeoutS, limit };
    if (this.#offset !== undefined) query.offset = this.#offset;
    // Said explicitly, as Telegram remembers an earlier program's.
    if (!this.#saidKinds) query.allowed_updates = handledKinds;

    let answer: PollAnswer;
    try {
      answer = await this.#deps.getUpdates(query, signal);
      signal.throwIfAborted();
      this.#throwIfLeft();
    } catch (error) {
      signal.throwIfAborted();
      this.#throwIfLeft();
      this.#answered = false;
      onPoll?.("unreachable");
      // A held poll that is cut now and then is ordinary life behind a NAT; twice in a row is not.
      if (failures > 0) health.failed(troubles.unreachable(reasonOf(error)));
      return failures === 0 ? 100 : backoff(failures, { firstMs: 250, maxMs: 10_000 });
    }
    if (!answer.ok) {
      this.#answered = false;
      onPoll?.("refused");
      return this.#refused(answer, failures);
    }
    this.#saidKinds = true;
    this.#answered = true;
    this.#refusals = 0;
    this.#brought = answer.result.length;
    health.polled();
    onPoll?.(answer.result.length > 0 ? "updates" : "empty");
    // Nothing is left unconfirmed. Asking without an offset also finds ids that begin again lower.
    if (answer.result.length === 0) {
      this.#offset = undefined;
      this.close();
    }
    return answer.result;
  }

  #throwIfLeft(): void {
    if (this.#leaving) throw new Left("The bot is served elsewhere now");
  }

  async #refused(
    { error_code, description, parameters }: PollAnswer & { ok: false },
    failures: number,
  ): Promise<number> {
    const { health, stillOurs, refusedAgain } = this.#deps;
    if (error_code === 401 || error_code === 404) {
      if (this.#refusals++ === 0) return spread(refusedAgain.firstMs);
      health.failed(troubles.revoked);
      return spread(refusedAgain.thenMs);
    }
    this.#refusals = 0;
    if (error_code === 409) {
      // The shard may have passed to another runtime, and this be its poll.
      await stillOurs?.();
      this.#throwIfLeft();
      health.failed(/webhook/i.test(description) ? troubles.foreignWebhook : troubles.foreignPoller);
      return backoff(failures, { firstMs: 2_000, maxMs: 20_000 });
    }
    if (error_code === 429) {
      const waitMs = (parameters?.retry_after || 1) * 1000;
      health.failed(troubles.limited(waitMs));
      return waitMs;
    }
    health.failed(troubles.unreachable(`Telegram answered ${error_code}`));
    return backoff(failures, { firstMs: 250, maxMs: 10_000 });
  }
}

const nothing = () => {};

/** So that bots that were refused together do not come back together. */
const spread = (ms: number): number => backoff(0, { firstMs: ms, maxMs: ms });

/** Only the kind of failure: the message of an HTTP error may hold the URL, and that the token. */
function reasonOf(error: unknown): string {
  const code = [...causesOf(error)].map(codeOf).findLast(Boolean);
  if (code) return redact(code);
  return error instanceof SyntaxError || error instanceof TypeError ? "its answer made no sense" : "no answer";
}
