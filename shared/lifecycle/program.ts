/**
 * A process from its first line to its exit code: it runs until it is asked to stop, drains, and undoes what it
 * opened in reverse. A second request ends it at once, and what hangs is left after a while. A failed start is one
 * sentence and exit code 1.
 */
import { sleep } from "./sleep.ts";
import { explainFailure, StartupError } from "./startup-error.ts";
import { aborted, stopRequests } from "./stop-requests.ts";

/** How long its work may take to end, in milliseconds: 15 s are promised, and whoever runs it kills it after 20. */
const endingMs = 14_000;

export interface Program {
  /** What it stands on; undone last, also when a second request cuts the draining short. */
  readonly foundation: AsyncDisposableStack;
  /** What it does; undone first. */
  readonly work: AsyncDisposableStack;
  /** Aborts when the process is asked to stop. */
  readonly drain: AbortSignal;
  /** Called when stopping begins. */
  onStopping: () => void | Promise<void>;
  /** Has it end: drained, and with the sentence and code of `error`. */
  end(error: unknown): void;
  /** Asked of an error that nobody has heard: whether it goes on all the same. */
  forgives(error: unknown): boolean;
  /** A line for who started it. */
  say(line: string): void;
}

/** @param run sets everything up and returns; what it opened runs until the process is asked to stop */
export async function runProgram(run: (program: Program) => Promise<void>): Promise<never> {
  const stop = stopRequests();
  const crashed = new AbortController();
  const end = (error: unknown) => {
    // What an end at once cuts off may complain; the foundation still has to be undone.
    if (!stop.now.aborted) fail(error);
    crashed.abort();
  };
  const program: Program = {
    foundation: new AsyncDisposableStack(),
    work: new AsyncDisposableStack(),
    drain: stop.drain,
    onStopping: () => {},
    end,
    forgives: () => false,
    say: (line) => void process.stdout.write(`${line}\n`),
  };
  process.on("uncaughtException", (error) => {
    if (!program.forgives(error)) end(error);
  });
  // A terminal or a pipe that is gone is no reason to end without draining.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

  const ended = run(program)
    .then(() => aborted(stop.drain))
    .catch((error: unknown) => {
      if (!stop.drain.aborted) fail(error);
    });
  await Promise.race([ended, aborted(crashed.signal), aborted(stop.now)]);
  await program.onStopping();
  await Promise.race([program.work.disposeAsync().catch(fail), aborted(stop.now), sleep(endingMs)]);
  await program.foundation.disposeAsync().catch(fail);
  if (stop.now.aborted) process.exitCode = 130;
  process.exit();
}

/** Says why the program ends, with a stack trace only for what nobody expected. */
function fail(error: unknown): void {
  process.exitCode = error instanceof StartupError ? error.exitCode : 1;
  const unexpected = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${explainFailure(error) ?? unexpected}\n`);
}
