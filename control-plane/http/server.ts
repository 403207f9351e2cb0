/** Listens, and stops without cutting off whoever is being answered. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

interface Options {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** How long requests under way may take to end, in milliseconds. */
  graceMs?: number;
}

export interface Listening extends AsyncDisposable {
  /** `http://host:port`, as it came out. */
  readonly url: string;
}

/** @throws {Error} with `code` `EADDRINUSE` when the port is taken */
export async function listen(handle: RequestListener, { host, port, graceMs = 3_000 }: Options): Promise<Listening> {
  // Longer than the 60 s for which proxies keep a connection: they must not send into one that we just closed.
  const server = createServer({ requestTimeout: 60_000, keepAliveTimeout: 65_000 }, handle);
  server.listen({ host, port });
  await once(server, "listening");
  const { port: taken, address, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
