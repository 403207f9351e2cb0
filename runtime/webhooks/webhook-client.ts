/**
 * Posts to addresses that strangers chose: only where the guard allows, no longer than 10 s in all, and never more than
 * 1 MB of an answer. Names are looked up at the moment of connecting and the connection goes to what was checked, so DNS
 * cannot say one thing to the guard and another to the socket.
 */
import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { AddressGuard } from "../../shared/address-guard.ts";
import { causesOf, codeOf } from "../../shared/causes.ts";
import { type Hop, hopAfter } from "./redirect.ts";
import { retryAfter } from "./retry-after.ts";

export interface WebhookClient extends AsyncDisposable {
  /** Never throws, except the reason of `signal` when that aborts. */
  post(request: WebhookRequest): Promise<WebhookAnswer>;
}

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  signal?: AbortSignal | undefined;
}

export interface WebhookAnswer {
  /** `null` when there was none. */
  status: number | null;
  /** Up to 1 MB of it, as text; `null` when there was none. */
  body: string | null;
  /** Why there was none, or what is wrong with it. One sentence for the tenant. */
  error: string | null;
  /** When it wants to be asked again, in milliseconds; `null` when it does not say. */
  retryAfterMs: number | null;
}

/** As `dns.lookup` with `all`. */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

interface Options {
  guard: AddressGuard;
  resolve?: Resolve;
  /** For everything together: names, connections, redirects, the answer. In milliseconds. */
  timeoutMs?: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string;
}

const maxAnswerBytes = 1024 * 1024;
const maxRedirects = 3;

class Forbidden extends Error {
  override readonly name = "Forbidden";
}

export function createWebhookClient({ guard, resolve = dnsLookup, timeoutMs = 10_000, ca }: Options): WebhookClient {
  const agent = new Agent({
    connect: guardedConnector({ guard, resolve, timeoutMs, ca }),
    // One that is slow keeps nobody waiting but itself: how many go out at once is decided elsewhere.
    pipelining: 0,
    maxHeaderSize: 16 * 1024,
  });

  const exchange = async (request: WebhookRequest, signal: AbortSignal): Promise<WebhookAnswer> => {
    const { headers, body } = request;
    let hop: Hop = { url: new URL(request.url), method: "POST" };
    for (let redirects = 0; ; redirects++) {
      const answer = await agent.request({
        origin: hop.url.origin,
        path: hop.url.pathname + hop.url.search,
        method: hop.method,
        headers: { "user-agent": "BotFactory", "accept-encoding": "identity", ...(hop.method === "POST" && headers) },
        body: hop.method === "POST" ? body : null,
        signal,
      });
      const next = hopAfter(hop, answer.statusCode, answer.headers.location);
      // What is left unread ends with an error of its own, and unheard that would end the process.
      answer.body.on("error", () => {});
      if (next === null) return await read(answer);
      answer.body.destroy();
      if (redirects === maxRedirects) return none(`It redirects more than ${maxRedirects} times`, answer.statusCode);
      hop = next;
    }
  };

  return {
    async post(request) {
      const late = AbortSignal.timeout(timeoutMs);
      try {
        return await exchange(request, request.signal ? AbortSignal.any([late, request.signal]) : late);
      } catch (error) {
        request.signal?.throwIfAborted();
        const reason = late.aborted ? `No whole answer within ${timeoutMs / 1000} seconds` : reasonOf(error);
        return none(reason);
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

function guardedConnector({ guard, resolve, timeoutMs, ca }: Options & { resolve: Resolve; timeoutMs: number }) {
  const lookup: LookupFunction = (host, options, callback) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => guard.mayReach(host, address));
      const [first] = allowed;
      if (!first) return callback(new Forbidden(forbidden), []);
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  const connect = buildConnector({ lookup, timeout: timeoutMs, allowH2: false, ...(ca && { ca }) });

  const guarded: typeof connect = (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, "");
    // An address needs no lookup, so nobody would ask the guard.
    if (isIP(host) && !guard.mayReach(host, host)) return callback(new Forbidden(forbidden), null);
    connect(options, callback);
  };
  return guarded;
}

const forbidden =
  "This address lies in a private or reserved network; whoever runs the installation can open it with WEBHOOK_ALLOW";

const none = (error: string, status: number | null = null): WebhookAnswer => ({
  status,
  body: null,
  error,
  retryAfterMs: null,
});

/** Stops at the limit: what is longer is not even received, and what is packed is never unpacked. */
async function read({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<WebhookAnswer> {
  const retryAfterMs = retryAfter(statusCode, headers["retry-after"]);
  const packing = String(headers["content-encoding"] ?? "identity");
  if (packing.trim().toLowerCase() !== "identity") {
    body.destroy();
    const error = `Its answer is packed (${packing.slice(0, 40)}), though it was asked not to pack it`;
    return { ...none(error, statusCode), retryAfterMs };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxAnswerBytes) break;
  }
  const whole = size <= maxAnswerBytes;
  return {
    status: statusCode,
    body: textOf(Buffer.concat(chunks), maxAnswerBytes),
    error: whole ? null : "Its answer is longer than 1 MB and was not read to the end",
    retryAfterMs,
  };
}

/** @returns the first `limit` bytes as text, without half a character at the end */
export const textOf = (bytes: Uint8Array, limit: number): string =>
  new TextDecoder().decode(bytes.subarray(0, limit), { stream: bytes.length > limit });

/** What people can act on. Nothing of ours goes into it but the name of the fault. */
function reasonOf(error: unknown): string {
  for (const cause of causesOf(error)) {
    if (cause instanceof Forbidden) return cause.message;
    const code = codeOf(cause);
    const known = reasons[code];
    if (known) return known;
    if (/^(EPROTO|ERR_SSL)/.test(code)) return `It does not speak TLS as it should (${code})`;
    if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code))
      return `Its certificate cannot be trusted (${code})`;
    if (code) return `It cannot be reached (${code})`;
  }
  return "It cannot be reached";
}

const reasons: Record<string, string> = {
  ECONNREFUSED: "Nothing listens there (ECONNREFUSED)",
  ENOTFOUND: "There is no host of that name (ENOTFOUND)",
  EAI_AGAIN: "Its name cannot be looked up at the moment (EAI_AGAIN)",
  ECONNRESET: "It broke the connection (ECONNRESET)",
  UND_ERR_SOCKET: "It broke the connection before the answer was whole",
  UND_ERR_HEADERS_OVERFLOW: "Its answer's headers are too long",
};
