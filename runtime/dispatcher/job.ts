/** One stored update on its way through the dispatcher. */
export interface Job {
  /** Its place in the inbox. */
  readonly seq: number;
  readonly updateId: number;
  /** By which channel it came, and the calls of its reply go; one that this version lacks is left to a later one. */
  readonly channel: string;
  /** The update, Telegram-shaped. */
  readonly update: object;
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** The same by the monotonic clock: how long ago it was stays right when a clock is set. */
  readonly waitingSince: number;
  /** How many times its handling has failed. */
  readonly attempts: number;
  /** Results of an earlier handling, by name. */
  readonly memo: Readonly<Record<string, unknown>>;
  /** Not to be handled before this time of the monotonic clock, in milliseconds. */
  readonly notBefore: number;
  /** Whether an earlier handling may have sent something: then the journal says what. */
  readonly again: boolean;
  /** About how much memory its update takes, in bytes; left out where nobody has looked. */
  readonly size?: number;
}

/**
 * How the handling of a job ended.
 * - `done`: its finish is on the way to the database. `passed` when the bot let it pass: nothing was said or asked for
 * - `retry`: the job, changed, is to be handled again at its `notBefore`
 * - `dropped`: this runtime has no say over it any more
 */
export type Outcome = { type: "done"; passed?: boolean } | { type: "retry"; job: Job } | { type: "dropped" };
