/**
 * The HTTP connections to the Bot API. Polls have their own, as each is held for half a minute; calls share a capped
 * pool, so that a burst of replies waits in line instead of opening a socket each.
 */

import type { Update } from "grammy/types";
import { Agent, type Dispatcher, request } from "undici";

export interface Transport extends AsyncDisposable {
  /** What grammY's `client.fetch` needs of a fetch. */
  readonly fetch: (url: string | URL, init?: FetchInit) => Promise<{ json(): Promise<unknown> }>;
  getUpdates(token: string, query: PollQuery, signal: AbortSignal): Promise<PollAnswer>;
}

export interface PollQuery {
  offset?: number;
  /** Seconds. */
  timeout: number;
  limit: number;
  allowed_updates?: readonly string[];
}

export type PollAnswer =
  | { ok: true; result: Update[] }
  | { ok: false; error_code: number; description: string; parameters?: { retry_after?: number } };

interface FetchInit {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | null;
}

interface Options {
  /** As in `https://api.telegram.org`, without a trailing slash. */
  apiRoot: string;
  /** Open connections for calls. */
  maxConnections?: number;
  /** A poll's answer may come this much later than its own timeout, in milliseconds. */
  pollGraceMs?: number;
}

/** Longer than Telegram may take to begin an answer, in milliseconds. */
const callTimeoutMs = 30_000;

export function openTransport({ apiRoot, maxConnections = 50, pollGraceMs = 10_000 }: Options): Transport {
  const connect = { timeout: 5_000 };
  const calls = new Agent({ connections: maxConnections, pipelining: 1, connect });
  const polls = new Agent({ pipelining: 1, connect });

  return {
    async fetch(url, { method = "GET", headers = {}, body, signal } = {}) {
      const response = await request(url, {
        dispatcher: calls,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body as Dispatcher.RequestOptions["body"],
        signal: signal ?? null,
        headersTimeout: callTimeoutMs,
        bodyTimeout: callTimeoutMs,
      });
      return { json: () => response.body.json() };
    },

    async getUpdates(token, query, signal) {
      const timeoutMs = query.timeout * 1000 + pollGraceMs;
      const { body } = await request(`${apiRoot}/bot${token}/getUpdates`, {
        dispatcher: polls,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(query),
        signal,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      return asAnswer(await body.json());
    },

    async [Symbol.asyncDispose]() {
      await Promise.all([calls.destroy(), polls.destroy()]);
    },
  };
}

const isUpdate = (update: unknown): update is Update =>
  typeof update === "object" && update !== null && "update_id" in update && Number.isSafeInteger(update.update_id);

/** @throws {TypeError} when Telegram, or something in its place, answered with something else */
function asAnswer(body: unknown): PollAnswer {
  const answer = body as PollAnswer | null;
  if (typeof answer === "object" && answer !== null) {
    if (answer.ok === true && Array.isArray(answer.result)) {
      const result = answer.result.filter(isUpdate);
      // What has no id cannot be confirmed. Where nothing else came, asking again at once would change nothing.
      if (result.length > 0 || answer.result.length === 0) return { ok: true, result };
    }
    if (answer.ok === false && typeof answer.error_code === "number") return answer;
  }
  throw new TypeError("The answer is not one of the Bot API's");
}
