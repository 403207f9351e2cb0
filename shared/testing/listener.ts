/** An HTTP server on 127.0.0.1 that can fall silent and come back on the same port, as a real outage does. */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export class Listener implements AsyncDisposable {
  readonly #server: Server;
  readonly #port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  /** @param port 0 takes a free one */
  static async open(handle: RequestListener, port = 0): Promise<Listener> {
    // Ten thousand held polls last up to 50 s each: no timeout of the server may end them.
    const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 75_000 }, handle);
    await listen(server, port);
    return new Listener(server, (server.address() as AddressInfo).port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Stops listening and resets every open connection. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
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

async function listen(server: Server, port: number): Promise<void> {
  server.listen({ port, host: "127.0.0.1", backlog: 4096 });
  await once(server, "listening");
}
