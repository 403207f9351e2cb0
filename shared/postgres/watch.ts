/**
 * Keeps the server running for as long as we do: one that ends without being told to is started again, on the same port,
 * so that whoever asks it connects anew. It does not go on for ever: a server that does not start, or ends again and again,
 * is given up.
 */
import { rounds } from "#shared/lifecycle/rounds.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import { PostgresLost } from "./unavailable.ts";

interface Watched {
  /** Whether the server runs. */
  runs(): Promise<boolean>;
  /** @throws {Error} saying in a sentence why it does not start */
  start(): Promise<void>;
  /** Told when it has ended, and when it runs again. */
  onChange(runs: boolean): void;
  log(line: string): void;
  /** How often to look, in milliseconds. */
  everyMs?: number;
  /** Before the first, second, … try to start it, in milliseconds. Processes of the one that ended may still use its data. */
  pausesMs?: readonly number[];
}

/** So many times in so long, and no more. */
const mostRestarts = 5;
const withinMs = 10 * 60_000;

/**
 * Works until `signal` aborts.
 *
 * @throws {PostgresLost} when it gives up
 */
export async function keepRunning(
  { runs, start, onChange, log, everyMs = 1_000, pausesMs = [0, 500, 2_000, 5_000, 10_000] }: Watched,
  signal: AbortSignal,
): Promise<void> {
  let restarts: number[] = [];

  const startAgain = async () => {
    let reason = "";
    for (const pauseMs of pausesMs) {
      await sleep(pauseMs, signal);
      if (signal.aborted) return;
      try {
        return await start();
      } catch (error) {
        reason = (error as Error).message;
      }
    }
    if (!signal.aborted) throw new PostgresLost(`PostgreSQL has ended and cannot be started again: ${reason}`);
  };

  const round = async () => {
    if ((await runs()) || signal.aborted) return;
    onChange(false);
    const now = performance.now();
    restarts = [...restarts.filter((at) => now - at < withinMs), now];
    if (restarts.length > mostRestarts)
      throw new PostgresLost(
        `PostgreSQL ends again and again (${mostRestarts} times in ten minutes): see its log, postgres.log`,
      );
    log("PostgreSQL has ended by itself, and is started again");
    await startAgain();
    if (signal.aborted) return;
    log("PostgreSQL runs again");
    onChange(true);
  };
  await rounds({ everyMs, round }, signal);
}
