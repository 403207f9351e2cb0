/**
 * One run of long polling for a bot: what its poller brings is stored before it is confirmed. It goes on until it is
 * ended, or fails; then another takes its place.
 */
import { createRunner, createSource, type RunnerHandle } from "@grammyjs/runner";
import type { Update } from "grammy/types";
import type { Source } from "../../channel.ts";
import type { Poller } from "./poller.ts";

interface Deps {
  poller: Poller;
  /** Resolves when more may be asked for. @param onStored called once the updates may be confirmed */
  store(updates: Update[], onStored: () => void): Promise<void>;
  /** It failed: the poller gave up, or what it brought could not be stored. Not called once it is ended. */
  onFailed(error: unknown): void;
}

// One for all bots, most of which are idle.
const none = () => 0;
const empty = () => [];

export class Polling implements Source {
  readonly #poller: Poller;
  readonly #runner: RunnerHandle;
  /** Ends the poll that is held. The runner's own signals are a polyfill's, a new one for each poll. */
  readonly #hangUp = new AbortController();

  constructor({ poller, store, onFailed }: Deps) {
    this.#poller = poller;
    const source = createSource({ supply: () => poller.supply(this.#hangUp.signal) });
    const sink = {
      handle: async (updates: Update[]) => {
        await store(updates, () => {
          poller.stored(updates);
          // The runner holds on to them until the next come, which may be never.
          updates.length = 0;
        });
        return Number.POSITIVE_INFINITY;
      },
      size: none,
      snapshot: empty,
    };
    this.#runner = createRunner(source, sink);
    this.#runner.start();
    this.#runner
      .task()
      ?.catch(onFailed)
      .finally(() => poller.close());
  }

  /** Asks no more; a poll that is held goes on until the next owner's takes its place. */
  leave(): void {
    this.#poller.leave();
  }

  /** Resolves when no poll is held any more. */
  async left(): Promise<void> {
    await this.#runner.task()?.catch(() => {});
  }

  /** Hangs up. Resolves when what was brought before is stored. */
  async end(): Promise<void> {
    this.#hangUp.abort();
    await this.#runner.stop();
  }
}
