/** fetch with the session cookie, the error envelope, and a schema that every answer must fit. */
import { z } from "zod";
import { ConnectionLost } from "./api-error.ts";
import { connection } from "./connection.ts";
import { readError } from "./read-error.ts";

export interface Call {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as the body; makes a call without `method` a POST. */
  json?: unknown;
  /** Sent as the body as it is, with its own type; also makes a POST. */
  file?: Blob;
  signal?: AbortSignal;
}

/** An answer of which nothing is needed. */
export const Ignored = z.unknown();

/**
 * Calls `/api/v1`.
 * @throws {ApiError} the server refused
 * @throws {ConnectionLost} no answer came
 */
export const api = <T>(schema: z.ZodType<T>, path: string, call?: Call): Promise<T> =>
  request(schema, `/api/v1${path}`, call);

/** Calls Better Auth; throws as `api` does. */
export const auth = <T>(schema: z.ZodType<T>, path: string, call?: Call): Promise<T> =>
  request(schema, `/api/auth${path}`, call);

async function request<T>(schema: z.ZodType<T>, url: string, { method, json, file, signal }: Call = {}): Promise<T> {
  const sends = json !== undefined || file !== undefined;
  const init: RequestInit = { method: method ?? (sends ? "POST" : "GET"), credentials: "same-origin" };
  if (signal) init.signal = signal;
  if (file) init.body = file;
  if (json !== undefined) {
    init.body = JSON.stringify(json);
    init.headers = { "content-type": "application/json" };
  }
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    connection.lost();
    throw new ConnectionLost("The server does not answer", { cause });
  });
  connection.answered(response.headers);
  const text = await response.text();
  const body = parsed(text);
  if (!response.ok) throw readError(response.status, body, response.headers);
  return schema.parse(body);
}

/** @returns the JSON in `text`, or `null` if it is none */
function parsed(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
