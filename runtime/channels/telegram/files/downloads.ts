/**
 * Files as Telegram gives them, piece by piece. They have connections of their own, so that a large file is in nobody's
 * way; and none is asked for without the lease.
 */
import type { Readable } from "node:stream";
import { Agent, type Dispatcher } from "undici";
import { CallForbidden } from "../../call-forbidden.ts";

export interface Downloads extends AsyncDisposable {
  /**
   * @param path as `getFile` tells it
   * @returns the content, which whoever stops reading destroys; `null` when Telegram does not have it (any more)
   * @throws {Error} when Telegram cannot be reached; the token is not in it
   */
  open(token: string, path: string, signal: AbortSignal): Promise<Readable | null>;
}

interface Options {
  /** As in `https://api.telegram.org`, without a trailing slash. */
  apiRoot: string;
  /** Asked right before a request leaves: false keeps it back. */
  mayCall: () => boolean;
}

const maxConnections = 8;
const connectTimeoutMs = 5_000;
/** How long the content may take to begin, and then to go on, in milliseconds. */
const silenceMs = 20_000;

export function openDownloads({ apiRoot, mayCall }: Options): Downloads {
  const { origin, pathname } = new URL(apiRoot);
  const prefix = pathname.replace(/\/$/, "");
  const agent = new Agent({
    connections: maxConnections,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  });
  const connections = agent.compose(askingFirst(mayCall));

  return {
    async open(token, path, signal) {
      const { statusCode, body } = await connections.request({
        origin,
        path: `${prefix}/file/bot${token}/${path.split("/").map(encodeURIComponent).join("/")}`,
        method: "GET",
        signal,
      });
      if (statusCode === 200) return body;
      await body.dump();
      if (statusCode === 404 || statusCode === 400) return null;
      throw new Error(`Telegram answered ${statusCode} when it was asked for a file`);
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

/** Leave is asked for when a connection is free, and not when a request joins the queue: much may happen in between. */
const askingFirst =
  (mayCall: () => boolean): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        // Thrown here, it keeps the request from being written, and spares the connection.
        if (!mayCall()) throw new CallForbidden();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    });
