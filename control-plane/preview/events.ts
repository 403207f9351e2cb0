/**
 * What a bot does in a test chat, as server-sent events: from the one after the last that was seen, and on as they
 * happen. Wake-ups make it prompt; a look every second finds what they missed.
 */
import { Readable } from "node:stream";
import type { WakeUps } from "#shared/coordination/coordination.ts";
import { Alarm } from "#shared/lifecycle/alarm.ts";
import type { PreviewEvent } from "#shared/schemas/preview.ts";
import type { Scope } from "../http/route.ts";

interface Deps {
  em: Scope["em"];
  wakeUps: WakeUps;
  sessionId: string;
  /** The id of the last event seen; 0 for all there are. */
  after: number;
  /** Aborts when the client is gone, or the server stops. */
  signal: AbortSignal;
}

const lookEveryMs = 1_000;
/** Proxies cut what is silent for a minute. In milliseconds. */
const heartbeatMs = 15_000;
/** Then it ends, and the client connects again: so whoever may no longer see it loses it. In milliseconds. */
const lastsMs = 10 * 60_000;
const page = 200;

export const streamEvents = (deps: Deps): Readable => Readable.from(written(deps));

async function* written({ em, wakeUps, sessionId, after, signal }: Deps): AsyncGenerator<string> {
  const alarm = new Alarm();
  const until = performance.now() + lastsMs;
  using woken = new DisposableStack();
  woken.defer(wakeUps.subscribe("preview", (id) => id === sessionId && alarm.ring()));
  yield ": connected\nretry: 1000\n\n";
  for (let last = after, wroteAt = performance.now(); !signal.aborted && performance.now() < until; ) {
    const events = await eventsAfter(em, sessionId, last);
    if (events === null) return yield said({ type: "end" });
    for (const { id, event } of events) {
      yield `id: ${id}\n${said(event)}`;
      last = id;
    }
    const now = performance.now();
    if (events.length > 0) wroteAt = now;
    if (now - wroteAt >= heartbeatMs) {
      yield ": still here\n\n";
      wroteAt = now;
    }
    if (events.length < page) await alarm.pause(lookEveryMs, signal);
  }
}

const said = (event: PreviewEvent) => `data: ${JSON.stringify(event)}\n\n`;

/** @returns `null` when the session is over */
async function eventsAfter(
  em: Scope["em"],
  sessionId: string,
  after: number,
): Promise<{ id: number; event: PreviewEvent }[] | null> {
  const rows = await em.execute<{ id: number | null; event: PreviewEvent }[]>(
    `select e.id, e.event from preview_sessions s
     left join preview_events e on e.session_id = s.id and e.id > ?
     where s.id = ? and exists (select from bots where bots.id = s.bot_id) order by e.id limit ${page}`,
    [after, sessionId],
  );
  if (rows.length === 0) return null;
  return rows.flatMap(({ id, event }) => (id === null ? [] : [{ id, event }]));
}
