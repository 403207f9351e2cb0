/** An HTTP server on 127.0.0.1 that can fall silent and come back on the same port, as a real outage does. */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { certificate } from "./tls/certificate.ts";

/** `http1` and `http2` are over TLS, with the certificate of `tls/`; who does not speak HTTP/2 is served HTTP/1.1. */
export type Wire = "plain" | "http1" | "http2";

// Ten thousand held polls last up to 50 s each: no timeout of the server may end them.
const patient = { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 75_000 };
/** As many as nginx and Node commonly allow on one connection. */
const maxConcurrentStreams = 100;

export class Listener implements AsyncDisposable {
  readonly #server: Server;
  readonly #scheme: "http" | "https";
  readonly #sockets = new Set<Socket>();
  readonly #port: number;

  private constructor(server: Server, wire: Wire) {
    this.#server = server;
    this.#scheme = wire === "plain" ? "http" : "https";
    this.#port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** @param port 0 takes a free one */
  static async open(handle: RequestListener, port = 0, wire: Wire = "plain"): Promise<Listener> {
    const server = serverFor(wire, handle);
    await listen(server, port);
    return new Listener(server, wire);
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  /** Stops listening and resets every open connection. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Listens again, on the port it had. */
  async accept(): Promise<void> {
    if (!this.#server.listening) await listen(this.#server, this.#port);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.refuse();
  }
}

function serverFor(wire: Wire, handle: RequestListener): Server {
  if (wire === "plain") return createServer(patient, handle);
  if (wire === "http1") return createHttpsServer({ ...patient, ...certificate() }, handle);
  const options = { ...certificate(), allowHTTP1: true, settings: { maxConcurrentStreams } };
  // Requests and answers of HTTP/2 have what HTTP/1.1's have, as far as the simulators use it.
  return createSecureServer(options, handle as never) as unknown as Server;
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen({ port, host: "127.0.0.1", backlog: 4096 });
  await once(server, "listening");
}
