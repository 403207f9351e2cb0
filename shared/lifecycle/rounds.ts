/** The loop of whatever is done again and again beside the rest: one round at a time, and a pause where there is no more. */
import type { Alarm } from "./alarm.ts";
import { shortageIn } from "./shortages.ts";
import { sleep } from "./sleep.ts";

interface Rounds {
  /** The pause between two rounds, in milliseconds. */
  everyMs: number;
  /** Ends a pause early. */
  alarm?: Alarm;
  /** @returns `true` when there may be more to do at once: then the next round follows without a pause */
  // biome-ignore lint/suspicious/noConfusingVoidType: most rounds have nothing to tell
  round(): Promise<boolean | void>;
  /**
   * Told of a round that failed, which is followed by a pause and the next one. Left out: the round never rejects, but where
   * nothing can be opened for a moment.
   *
   * @param inARow how many failed since one that did not, with this one
   */
  failed?(error: unknown, inARow: number): void;
  /** For how long after a failure no alarm is heard, before the pause; in milliseconds. Default 0. */
  deafMs?: number;
}

/** Works until `signal` aborts; the round that is under way then is waited for. */
export async function rounds(
  { everyMs, alarm, round, failed, deafMs = 0 }: Rounds,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const more = await round();
      failures = 0;
      if (more === true) continue;
    } catch (error) {
      if (!failed && shortageIn(error) === null) throw error;
      failed?.(error, ++failures);
      if (deafMs > 0) await sleep(deafMs, signal);
    }
    await (alarm ? alarm.pause(everyMs, signal) : sleep(everyMs, signal));
  }
}
