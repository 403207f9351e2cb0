/**
 * The HTTP connections to the Bot API. Polls have their own, as each is held for half a minute; calls share a number of
 * them, fairly among bots, so that a burst of replies waits in line instead of opening a socket each, and who is slow
 * delays only itself. What isn't JSON, as uploads, has some of its own.
 */

import type { ApiResponse, Update } from "grammy/types";
import { Agent, type Dispatcher } from "undici";
import type { Cancellation } from "#shared/lifecycle/cancellation.ts";
import { asApiAnswer, noAnswer } from "./api-answer.ts";
import { Calls } from "./calls/calls.ts";
import { connectionLimit } from "./calls/connection-limit.ts";
import { Places } from "./calls/places.ts";
import { exchange } from "./exchange.ts";
import { HttpsPolls } from "./polls/https-polls.ts";

export interface Transport extends AsyncDisposable {
  /** Makes a call with a JSON body. Resolves with the Bot API's answer, also when that is a refusal. */
  call(token: string, method: string, payload: object, signal?: Cancellation): Promise<ApiResponse<unknown>>;
  /** What grammY's `client.fetch` needs of a fetch. */
  readonly fetch: (url: string | URL, init?: FetchInit) => Promise<{ json(): Promise<unknown> }>;
  getUpdates(token: string, query: PollQuery, signal: Cancellation): Promise<PollAnswer>;
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
  signal?: Cancellation | null;
  /** Aborts as soon as it may not leave any more, if it has not yet. */
  departure?: Cancellation | undefined;
}

interface Options {
  /** As in `https://api.telegram.org`, without a trailing slash. */
  apiRoot: string;
  /** Asked right before a request leaves: false keeps it back, and it fails with `CallForbidden`. Always by default. */
  mayCall?: () => boolean;
  /** Open connections for calls; by default what the machine allows. As many, and no more than a hundred, for `fetch`. */
  maxConnections?: number;
  /** A poll's answer may come this much later than its own timeout, in milliseconds. */
  pollGraceMs?: number;
  /** How often an HTTP/2 connection must show that it is alive, in milliseconds. */
  heartbeatMs?: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string;
}

/** Longer than Telegram may take to begin an answer, in milliseconds. */
const callTimeoutMs = 30_000;

/** How long what isn't JSON may take, from its place in line to the end of its answer. In milliseconds. */
const uploadTimeoutMs = 60_000;

const connectTimeoutMs = 5_000;
const mostUploads = 100;

export function openTransport({
  apiRoot,
  mayCall = () => true,
  maxConnections = connectionLimit(),
  pollGraceMs = 10_000,
  heartbeatMs = 15_000,
  ca,
}: Options): Transport {
  const { origin, protocol, pathname } = new URL(apiRoot);
  const connect = { timeout: connectTimeoutMs, ...(ca && { ca }) };
  const maxUploads = Math.min(maxConnections, mostUploads);
  const uploads = new Agent({ connections: maxUploads, pipelining: 1, allowH2: false, connect });
  const options = { origin, mayCall, connectTimeoutMs, callTimeoutMs, ca };
  const calls = new Calls({ ...options, maxConnections });
  const uploading = new Places(maxUploads);
  const everyOneAtOnce = { maxConnections: Number.POSITIVE_INFINITY, atOnce: Number.POSITIVE_INFINITY };
  const http1 = new Calls({ ...options, ...everyOneAtOnce });
  const polls = protocol === "https:" ? new HttpsPolls({ ...options, http1, heartbeatMs }) : http1;
  const prefix = pathname.replace(/\/$/, "");

  return {
    async call(token, method, payload, signal) {
      const path = `${prefix}/bot${token}/${method}`;
      return asApiAnswer(await calls.post({ path, body: JSON.stringify(payload), of: token, signal }));
    },

    async fetch(url, { method = "GET", headers = {}, body, signal, departure } = {}) {
      const { origin, pathname, search } = new URL(url);
      // Its token is in it.
      const [of] = /\/bot[^/]*/.exec(pathname) ?? [""];
      using _place = await uploading.take(of, signal, departure);
      const answer = await exchange(
        uploads,
        {
          origin,
          path: pathname + search,
          method,
          headers,
          body: body as Dispatcher.DispatchOptions["body"],
          signal,
          departure,
          timeoutMs: callTimeoutMs,
          wholeTimeoutMs: uploadTimeoutMs,
        },
        mayCall,
      );
      return { json: async () => answer };
    },

    async getUpdates(token, query, signal) {
      const answer = await polls.post({
        path: `${prefix}/bot${token}/getUpdates`,
        body: JSON.stringify(query),
        signal,
        timeoutMs: query.timeout * 1000 + pollGraceMs,
      });
      return asAnswer(answer);
    },

    async [Symbol.asyncDispose]() {
      uploading.close();
      await Promise.all([calls[Symbol.asyncDispose](), uploads.destroy(), polls[Symbol.asyncDispose]()]);
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
  throw new TypeError(noAnswer);
}
