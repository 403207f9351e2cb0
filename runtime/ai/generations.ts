/** What the model is at work on here, so that who asked can stop it. */

/** Who asked has stopped it: nothing is to be said. */
export class GenerationStopped extends Error {
  override readonly name = "GenerationStopped";
}

export interface Generation extends Disposable {
  /** Aborts when it is stopped, or with the turn. */
  readonly signal: AbortSignal;
}

export class Generations {
  /** One a chat at a time. */
  readonly #running = new Map<string, AbortController>();

  /** To be disposed of when there is an answer. @param turn aborts with the turn */
  begin(botId: string, chatId: number, turn: AbortSignal): Generation {
    const key = keyOf(botId, chatId);
    const stopping = new AbortController();
    this.#running.set(key, stopping);
    return {
      signal: AbortSignal.any([turn, stopping.signal]),
      [Symbol.dispose]: () => {
        if (this.#running.get(key) === stopping) this.#running.delete(key);
      },
    };
  }

  /** Stops what the model is at work on in a chat. */
  stop(botId: string, chatId: number): void {
    this.#running.get(keyOf(botId, chatId))?.abort(new GenerationStopped("Whoever asked has stopped it"));
  }
}

const keyOf = (botId: string, chatId: number) => `${botId} ${chatId}`;
