/**
 * What a person or a service manager asks of the process by signals: first to drain, then to end at once.
 * One Ctrl-C arrives several times: from the terminal, from npm and from the launcher. Those count as one.
 */
export interface StopRequests {
  /** Aborts at the first SIGINT, SIGTERM or SIGHUP. */
  readonly drain: AbortSignal;
  /** Aborts at a SIGINT or SIGTERM that comes later. */
  readonly now: AbortSignal;
}

const echoMs = 500;

export function stopRequests(): StopRequests {
  const drain = new AbortController();
  const now = new AbortController();
  let first = 0;
  const asked = () => {
    if (!drain.signal.aborted) {
      first = performance.now();
      drain.abort();
    } else if (performance.now() - first > echoMs) now.abort();
  };
  process.on("SIGINT", asked);
  process.on("SIGTERM", asked);
  process.on("SIGHUP", () => {
    if (!drain.signal.aborted) asked();
  });
  return { drain: drain.signal, now: now.signal };
}

/** Resolves when the signal aborts, and keeps the process running until then: waiting for a signal alone does not. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const alive = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  clearInterval(alive);
}
