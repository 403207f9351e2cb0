/** Polls over HTTP/1.1: as many connections as polls are held, kept for the next ones. */
import { Agent } from "undici";
import { exchange } from "./exchange.ts";
import type { Poll, Polls } from "./polls.ts";

interface Options {
  origin: string;
  mayCall(): boolean;
  /** In milliseconds. */
  connectTimeoutMs: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string | undefined;
}

export function http1Polls({ origin, mayCall, connectTimeoutMs, ca }: Options): Polls {
  const connections = new Agent({
    pipelining: 1,
    allowH2: false,
    connect: { timeout: connectTimeoutMs, ...(ca && { ca }) },
  });
  return {
    post: ({ path, body, signal, timeoutMs }: Poll) =>
      exchange(
        connections,
        { origin, path, method: "POST", headers: { "content-type": "application/json" }, body, signal, timeoutMs },
        mayCall,
      ),
    [Symbol.asyncDispose]: () => connections.destroy(),
  };
}
