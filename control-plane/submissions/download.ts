/**
 * A form's submissions as a stream of text, read from the database no faster than somebody reads it, in constant memory.
 * It gives its connection back when it ends, whatever ends it: a client that goes away, stops reading, or takes too long.
 */
import { addAbortSignal, Readable } from "node:stream";
import type { Slots } from "#shared/lifecycle/slots.ts";
import type { SubmissionFilter } from "#shared/schemas/submission.ts";
import { RateLimited } from "../http/rate-limits.ts";
import type { Scope } from "../http/route.ts";
import { Snapshot } from "./snapshot.ts";
import type { Table } from "./table.ts";

interface Wanted {
  formId: string;
  filter: SubmissionFilter;
  tableOf(snapshot: Snapshot): Promise<Table>;
}

interface Deps {
  /** Each download holds one of the few connections that all requests of a process share. */
  slots: Slots;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
  /** How long nothing may be read of it, in milliseconds. Default 1 minute. */
  idleMs?: number;
  /** How long it may take, in milliseconds. Default 15 minutes. */
  totalMs?: number;
}

const retryAfterMs = 10_000;

/** @throws {RateLimited} when too many run at once */
export async function download(
  scope: Scope,
  { formId, filter, tableOf }: Wanted,
  { slots, signal, idleMs = 60_000, totalMs = 15 * 60_000 }: Deps,
): Promise<Readable> {
  await using stack = new AsyncDisposableStack();
  const giveBack = slots.take(scope.tenantId);
  if (!giveBack) throw new RateLimited("downloads at once", retryAfterMs);
  stack.defer(giveBack);
  const late = new AbortController();
  const over = AbortSignal.any([signal, late.signal]);
  try {
    const snapshot = stack.use(await Snapshot.open(scope, formId, filter, over));
    const table = await tableOf(snapshot);
    const idle = setTimeout(() => late.abort(), idleMs);
    const total = setTimeout(() => late.abort(), totalMs);
    stack.defer(() => {
      clearTimeout(idle);
      clearTimeout(total);
    });
    const pieces = Readable.from(write(snapshot, table, () => idle.refresh()));
    const held = stack.move();
    // When that fails the connection is gone, and with it what it held.
    pieces.once("close", () => void held.disposeAsync().catch(() => {}));
    return addAbortSignal(over, pieces);
  } catch (error) {
    // Nobody is there to be told.
    if (signal.aborted) return Readable.from([]);
    throw error;
  }
}

/** Characters written at a time, about. */
const pieceLength = 128 * 1024;
const maxRows = 128;

/** @param wanted called whenever somebody asks for more */
async function* write(snapshot: Snapshot, table: Table, wanted: () => void): AsyncGenerator<string> {
  yield table.begin;
  let first = true;
  let count = 8;
  for (let found = await snapshot.read(count); found.length > 0; found = await snapshot.read(count)) {
    const text = table.rows(found, first);
    // One submission has a hundred characters, another a hundred thousand.
    count = Math.ceil(Math.min(maxRows, (found.length * pieceLength) / text.length));
    first = false;
    yield text;
    wanted();
  }
  if (table.end) yield table.end;
}
