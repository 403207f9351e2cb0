/** A proxy between us and the database, which a test can pull out and put back in. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export class DatabaseProxy implements AsyncDisposable {
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #server = createServer();
  #port = 0;

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  /** @param url of the server at the other end */
  static async to(url: string): Promise<DatabaseProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new DatabaseProxy({ host: hostname, port: Number(port) });
    await proxy.plugIn();
    return proxy;
  }

  /** @returns `url`, leading through the proxy */
  through(url: string): string {
    const leading = new URL(url);
    leading.hostname = "127.0.0.1";
    leading.port = String(this.#port);
    return leading.href;
  }

  async plugIn(): Promise<void> {
    this.#server = createServer((near) => {
      const far = connect(this.#target);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection, and refuses new ones. */
  async pullOut(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.pullOut();
  }
}
