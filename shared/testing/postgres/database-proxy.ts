/**
 * A proxy between us and the database, which a test can pull out and put back in, and which can hold back what was sent
 * until long after, as a network does that heals.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

interface Cable {
  near: Socket;
  far: Socket;
  /** What does not get through for now; `null` while all does. */
  held: Buffer[] | null;
}

export interface Stranded {
  /** @returns how many bytes are held back */
  held(): number;
  /** Tells us that the connections are gone, and the database nothing. */
  breakOff(): void;
  /** Resolves when the database has done what it was sent, or had ended the connections before. */
  deliver(): Promise<void>;
}

/** The database reads to the end, does what it was told, and says goodbye. */
async function delivered({ far, held }: Cable): Promise<void> {
  if (far.destroyed) return;
  const closed = once(far, "close");
  far.resume(); // nobody reads any more what it answers
  far.end(Buffer.concat(held ?? []));
  await closed;
}

export class DatabaseProxy implements AsyncDisposable {
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  readonly #cables = new Set<Cable>();
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
      const cable: Cable = { near, far, held: null };
      this.#cables.add(cable);
      near.on("data", (bytes) => (cable.held ? cable.held.push(bytes) : far.write(bytes)));
      near.on("end", () => cable.held ?? far.end());
      far.pipe(near);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          near.destroy();
          if (cable.held && socket === near) return;
          far.destroy();
          this.#cables.delete(cable);
        });
      }
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

  /**
   * Nothing that is sent from now on over the connections there are reaches the database. New ones work.
   *
   * @returns what breaks them on our side, and delivers later what was held back
   */
  strand(): Stranded {
    const cables = [...this.#cables].filter(({ held }) => held === null);
    for (const cable of cables) cable.held = [];
    return {
      held: () => cables.reduce((bytes, { held }) => bytes + Buffer.concat(held ?? []).length, 0),
      breakOff: () => {
        for (const { near } of cables) near.resetAndDestroy();
      },
      deliver: async () => {
        await Promise.all(cables.map(delivered));
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.pullOut();
  }
}
