/** What an operator's machines ask a runtime: is the process alive, can it work, and how is it doing. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import { isReachable, type Orm } from "#shared/db/open.ts";
import type { Vitals } from "#shared/lifecycle/vitals.ts";

interface Options {
  orm: Orm;
  vitals: Vitals;
  metrics: Registry;
  host: string;
  /** 0 picks a free one. */
  port: number;
}

/** @throws {Error} with `code` `EADDRINUSE` when the port is taken */
export async function listenForProbes({ orm, vitals, metrics, host, port }: Options): Promise<AsyncDisposable> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    switch (request.url) {
      case "/healthz": {
        const { health } = vitals;
        response.statusCode = health.status === "ok" ? 200 : 503;
        return response.end(`${JSON.stringify(health)}\n`);
      }
      case "/readyz": {
        const ready = await isReachable(orm);
        response.statusCode = ready ? 200 : 503;
        const { troubles } = vitals.health;
        const told = { status: ready ? "ok" : "unavailable", ...(troubles && { troubles }) };
        return response.end(`${JSON.stringify(told)}\n`);
      }
      case "/metrics":
        return response.setHeader("content-type", metrics.contentType).end(await metrics.metrics());
      default:
        response.statusCode = 404;
        return response.end();
    }
  };
  const server = createServer((request, response) => {
    // What counts for /metrics reads files, of which there may be too many open.
    answer(request, response).catch(() => response.writeHead(500).end());
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
