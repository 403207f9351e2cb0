/**
 * Follows what a bot does in a test chat, each event once, in order. A connection that breaks is opened again from the
 * last event seen, by the browser or, where that gives up, by us.
 */
import { PreviewEvent } from "#shared/schemas/preview.ts";
import { eventsAddress } from "./calls.ts";

interface Options {
  sessionId: string;
  /** The id of the last event seen before; 0 for none. */
  after: number;
  onEvent: (event: PreviewEvent, id: number) => void;
  /** Told at each change of whether the stream stands. */
  onConnection: (connected: boolean) => void;
}

const firstRetryMs = 1_000;
const longestRetryMs = 15_000;

/** @returns a function that ends it */
export function followEvents({ sessionId, after, onEvent, onConnection }: Options): () => void {
  const over = new AbortController();
  let last = after;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;

  const stop = () => {
    over.abort();
    clearTimeout(timer);
    source?.close();
  };
  const end = () => {
    stop();
    onEvent({ type: "end" }, last);
  };
  const open = () => {
    source = new EventSource(eventsAddress(sessionId, last));
    source.onopen = () => {
      retryMs = firstRetryMs;
      onConnection(true);
    };
    source.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      const event = read(data);
      if (event?.type === "end") return end();
      const id = Number(lastEventId);
      if (id <= last) return;
      last = id;
      if (event) onEvent(event, id);
    };
    source.onerror = () => {
      onConnection(false);
      // Otherwise the browser is at it already.
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(() => void again(), retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    };
  };
  // An EventSource does not tell why it was refused.
  const again = async () => {
    const gone = await isGone(sessionId, last, over.signal);
    if (over.signal.aborted) return;
    if (gone) end();
    else open();
  };
  open();
  return stop;
}

async function isGone(sessionId: string, last: number, signal: AbortSignal): Promise<boolean> {
  const heard = new AbortController();
  try {
    const { status } = await fetch(eventsAddress(sessionId, last), { signal: AbortSignal.any([signal, heard.signal]) });
    return status === 404 || status === 401;
  } catch {
    return false;
  } finally {
    heard.abort();
  }
}

/** @returns `null` for an event that a newer server may know and this page does not */
function read(data: string): PreviewEvent | null {
  try {
    const parsed = PreviewEvent.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
