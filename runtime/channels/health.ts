/**
 * How a bot is doing, as its page shows it. The state comes from the last time that its channel was asked for updates and
 * answered, so that a bot that does not ask can't look healthy. Every change passes through here.
 */
import type { BotError, BotState } from "#shared/schemas/bot.ts";
import type { Trouble } from "../turn/refusal.ts";

export interface HealthReport {
  readonly state: BotState;
  /** ms since the epoch; `null` before updates were asked for and came, or did not. */
  readonly lastPollAt: number | null;
  readonly lastError: BotError | null;
}

export class Health {
  readonly #onChange: (report: HealthReport, error: BotError | null) => void;
  #report: HealthReport;

  /**
   * @param onChange called with the whole report, and the error if this change brought one
   * @param inherited how the bot fared until now, with its last owner
   */
  constructor(onChange: (report: HealthReport, error: BotError | null) => void, inherited: HealthReport | null = null) {
    this.#onChange = onChange;
    this.#report = inherited ?? { state: "starting", lastPollAt: null, lastError: null };
    if (inherited) onChange(inherited, null);
  }

  get report(): HealthReport {
    return this.#report;
  }

  polled(): void {
    this.#change({ state: "running", lastPollAt: Date.now() });
  }

  /** Something that keeps the bot from its updates. @param state how it is doing then; by default as before */
  failed({ code, message, state = this.#report.state }: Trouble & { readonly state?: BotState }): void {
    this.#fail(code, message, state);
  }

  /** Something that went wrong without stopping the bot, as an answer of the model that did not come. */
  trouble(code: string, message: string): void {
    this.#fail(code, message, this.#report.state);
  }

  #fail(code: string, message: string, state: BotState): void {
    const error = { code, message, at: new Date().toISOString() };
    this.#change({ state, lastError: error }, error);
  }

  #change(change: Partial<HealthReport>, error: BotError | null = null): void {
    this.#report = { ...this.#report, ...change };
    this.#onChange(this.#report, error);
  }
}
