/**
 * An answer that is written while it is read, in constant memory: a file, a table as CSV, events as they happen. Once
 * it has begun, an error cuts the connection, so that half an answer never looks like a whole one.
 */
import type { Readable } from "node:stream";
import { z } from "zod";

interface Parts {
  /** The media type, as in `text/csv; charset=utf-8`. */
  type: string;
  /** Besides the usual ones. `Cache-Control` is `no-store` unless it is among them. */
  headers?: Record<string, string>;
  /** For a part of what was asked for. Default: the route's. */
  status?: 206;
  /** Destroyed when the client goes away. */
  body: Readable;
}

export class Streamed {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: 206 | undefined;
  readonly body: Readable;

  constructor({ type, headers = {}, status, body }: Parts) {
    this.type = type;
    this.headers = headers;
    this.status = status;
    this.body = body;
  }
}

/** The contract of a route that answers with a {@link Streamed}. @param types that it may have, for the OpenAPI document */
export const streamed = (...types: [string, ...string[]]) => z.instanceof(Streamed).meta({ mediaTypes: types });

/** @returns null for a contract of JSON */
export function mediaTypesOf(contract: z.ZodType): readonly string[] | null {
  const types = contract.meta()?.mediaTypes;
  return Array.isArray(types) ? types.map(String) : null;
}

/** The contract of a route that answers with server-sent events. @param item what the `data` of each is, as JSON */
export const streamedEvents = (item: z.ZodType) =>
  streamed("text/event-stream").meta({ mediaTypes: ["text/event-stream"], item });

/** The contract of a route that writes JSON while it is read. @param item what all of it together is */
export const streamedJson = (item: z.ZodType) =>
  streamed("application/json").meta({ mediaTypes: ["application/json"], item });

/** @returns the contract of each event, or of the JSON; null where a stream is of neither */
export function itemOf(contract: z.ZodType): z.ZodType | null {
  const item = contract.meta()?.item;
  return item instanceof z.ZodType ? item : null;
}
