/** What the model is at work on here, so that who asked can stop it. */
import { LRUCache } from "lru-cache";
import type { Job } from "../dispatcher/job.ts";

/** Who asked has stopped it: nothing is to be said. */
export class GenerationStopped extends Error {
  override readonly name = "GenerationStopped";
}

/** The job that asks for an answer. */
export type AskingJob = Pick<Job, "seq" | "updateId" | "update">;

export interface Generation extends Disposable {
  /** Aborts when it is stopped, or with the turn. */
  readonly signal: AbortSignal;
}

/** So many are remembered that were stopped before they had begun here. */
const stoppedKept = 1_000;

export class Generations {
  /** One a chat at a time. */
  readonly #running = new Map<string, { job: AskingJob; stopping: AbortController }>();
  /** By the place of the job. */
  readonly #stopped = new LRUCache<number, true>({ max: stoppedKept });

  /**
   * To be disposed of when there is an answer.
   *
   * @param turn aborts with the turn
   * @throws {GenerationStopped} where it was stopped before
   */
  begin(botId: string, chatId: number, job: AskingJob, turn: AbortSignal): Generation {
    if (this.#stopped.delete(job.seq)) throw stopped();
    const key = keyOf(botId, chatId);
    const generation = { job, stopping: new AbortController() };
    this.#running.set(key, generation);
    return {
      signal: AbortSignal.any([turn, generation.stopping.signal]),
      [Symbol.dispose]: () => {
        if (this.#running.get(key) === generation) this.#running.delete(key);
      },
    };
  }

  /** @returns what the model is at work on in a chat; `null` when it is nothing */
  running(botId: string, chatId: number): AskingJob | null {
    return this.#running.get(keyOf(botId, chatId))?.job ?? null;
  }

  /** Stops what the model is at work on in a chat for `job`, or will be. */
  stop(botId: string, chatId: number, { seq }: AskingJob): void {
    const generation = this.#running.get(keyOf(botId, chatId));
    if (generation?.job.seq === seq) generation.stopping.abort(stopped());
    else this.#stopped.set(seq, true);
  }
}

const stopped = () => new GenerationStopped("Whoever asked has stopped it");
const keyOf = (botId: string, chatId: number) => `${botId} ${chatId}`;
