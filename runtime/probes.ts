/** What an operator's machines ask a runtime: is the process alive, can it work, and how is it doing. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { Registry } from "prom-client";
import { isReachable, type Orm } from "#shared/db/open.ts";

interface Options {
  orm: Orm;
  metrics: Registry;
  host: string;
  /** 0 picks a free one. */
  port: number;
}

/** @throws {Error} with `code` `EADDRINUSE` when the port is taken */
export async function listenForProbes({ orm, metrics, host, port }: Options): Promise<AsyncDisposable> {
  const server = createServer(async (request, response) => {
    switch (request.url) {
      case "/healthz":
        return response.end("ok\n");
      case "/readyz":
        response.statusCode = (await isReachable(orm)) ? 200 : 503;
        return response.end();
      case "/metrics":
        return response.setHeader("content-type", metrics.contentType).end(await metrics.metrics());
      default:
        response.statusCode = 404;
        return response.end();
    }
  });
  server.listen(port, host);
  await once(server, "listening");
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
