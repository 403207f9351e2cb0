/**
 * How a bot is doing, as its page shows it. The state comes from the last completed getUpdates, so that a bot that
 * does not poll can't look healthy. Every change passes through here.
 */
import type { BotError, BotState } from "#shared/schemas/bot.ts";

export interface HealthReport {
  readonly state: BotState;
  /** ms since the epoch; `null` before the first poll was answered. */
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

  unreachable(reason: string): void {
    this.#fail("telegram_unreachable", `Telegram cannot be reached (${reason}); trying again by itself`, "unreachable");
  }

  revoked(): void {
    this.#fail(
      "token_revoked",
      "Telegram no longer accepts this token: get the current one from @BotFather and put it in under Settings",
      "revoked",
    );
  }

  conflict(with_: "webhook" | "poller"): void {
    this.#fail(
      with_ === "webhook" ? "webhook_set" : "telegram_conflict",
      with_ === "webhook"
        ? "Another program has set a webhook for this bot, so Telegram gives us nothing: remove it, or revoke the token"
        : "Another program polls with this bot's token: stop it there, or revoke the token and put in the new one",
      "conflict",
    );
  }

  limited(waitMs: number): void {
    this.#fail("telegram_limited", `Telegram asks us to wait ${Math.ceil(waitMs / 1000)} s`, this.#report.state);
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
