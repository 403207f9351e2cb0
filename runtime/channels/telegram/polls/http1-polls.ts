/**
 * Polls over HTTP/1.1: a connection for each that is held. Who is free is known from a list: undici's own pool looks
 * through all of its connections for one, which with ten thousand of them is most of what it does.
 */
import { buildConnector, Client } from "undici";
import { exchange } from "../exchange.ts";
import type { Poll, Polls } from "./polls.ts";

interface Options {
  origin: string;
  mayCall(): boolean;
  /** In milliseconds. */
  connectTimeoutMs: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string | undefined;
}

/** Connections kept for polls to come; more than these are closed. */
const maxFree = 1_000;
const headers = { "content-type": "application/json" };

export class Http1Polls implements Polls {
  readonly #options: Options;
  readonly #connect: buildConnector.connector;
  readonly #open = new Set<Client>();
  readonly #free: Client[] = [];

  constructor(options: Options) {
    const { connectTimeoutMs, ca } = options;
    this.#options = options;
    this.#connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, ...(ca && { ca }) });
  }

  async post({ path, body, signal, timeoutMs }: Poll): Promise<unknown> {
    const { origin, mayCall } = this.#options;
    const client = this.#free.pop() ?? this.#add();
    try {
      return await exchange(client, { origin, path, method: "POST", headers, body, signal, timeoutMs }, mayCall);
    } finally {
      this.#release(client);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open].map((client) => client.destroy()));
  }

  #add(): Client {
    const client = new Client(this.#options.origin, { connect: this.#connect, allowH2: false });
    this.#open.add(client);
    return client;
  }

  #release(client: Client): void {
    if (this.#free.length < maxFree) {
      this.#free.push(client);
      return;
    }
    this.#open.delete(client);
    void client.destroy();
  }
}
