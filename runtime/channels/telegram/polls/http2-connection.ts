/**
 * One HTTP/2 connection to the Bot API, shared by many held polls. It asks the other side now and then whether it is
 * still there, and closes when it has nothing to carry.
 */
import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { isIP } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { Http2Poll } from "./http2-poll.ts";
import { PollLost } from "./poll-lost.ts";
import type { Poll } from "./polls.ts";

export interface Http2Options {
  /** As in `https://api.telegram.org`. */
  origin: string;
  /** How long it may take until polls can be sent, in milliseconds. */
  connectTimeoutMs: number;
  /** How often the other side must show that it is there, in milliseconds. */
  heartbeatMs: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string | undefined;
}

/** More on one connection is no cheaper, and would all be cut together. */
export const streamsPerConnection = 100;

const settings = { enablePush: false, initialWindowSize: 2 ** 20 };

export class Http2Connection {
  readonly #session: ClientHttp2Session;
  readonly #heartbeat: NodeJS.Timeout;
  /** What the server allows, up to our own limit. */
  #limit: number;
  #open = 0;
  /** Since a heartbeat or longer. */
  #idle = false;
  #unanswered = false;

  private constructor(session: ClientHttp2Session, heartbeatMs: number) {
    this.#session = session;
    this.#limit = limitOf(session);
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
    session.on("remoteSettings", () => {
      this.#limit = limitOf(session);
    });
    session.on("close", () => clearInterval(this.#heartbeat));
  }

  /**
   * @returns `null` when the server does not speak HTTP/2
   * @throws when it cannot be reached, or is not who it should be
   */
  static async open(options: Http2Options): Promise<Http2Connection | null> {
    const { origin, connectTimeoutMs, heartbeatMs } = options;
    const socket = dial(options);
    const tooLate = new PollLost("ETIMEDOUT", "The connection took too long");
    const timer = setTimeout(() => socket.destroy(tooLate), connectTimeoutMs);
    try {
      await once(socket, "secureConnect");
      if (socket.alpnProtocol !== "h2") {
        socket.destroy();
        return null;
      }
      const session = connectHttp2(origin, { createConnection: () => socket, settings });
      // Also later: unheard it would end the process. The polls hear of it themselves.
      session.on("error", () => {});
      await settled(session);
      if (limitOf(session) < 1) {
        session.destroy();
        throw new PollLost("ECONNRESET", "The server allows no requests");
      }
      return new Http2Connection(session, heartbeatMs);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether it is over for new polls: broken, or the server said good-bye. Those it carries may go on. */
  get ended(): boolean {
    return this.#session.closed || this.#session.destroyed;
  }

  /** Whether it can carry one more poll. */
  get hasRoom(): boolean {
    return !this.ended && this.#open < this.#limit;
  }

  /** Sends the poll at once. */
  post(poll: Poll): Promise<unknown> {
    const carried = new Http2Poll(this.#session, poll, () => this.#open--);
    this.#open++;
    this.#idle = false;
    return carried.answer;
  }

  destroy(): void {
    this.#session.destroy();
  }

  #beat(): void {
    // It is over some moments before it says so, and may have been over before anybody listened.
    if (this.#session.destroyed) return clearInterval(this.#heartbeat);
    if (this.#idle) return this.#session.close();
    this.#idle = this.#open === 0;
    if (this.#unanswered)
      return this.#session.destroy(new PollLost("ETIMEDOUT", "The other side of the connection is gone"));
    this.#unanswered = this.#session.ping((error) => {
      this.#unanswered = error !== null;
    });
  }
}

const limitOf = ({ remoteSettings }: ClientHttp2Session) =>
  Math.min(remoteSettings.maxConcurrentStreams ?? streamsPerConnection, streamsPerConnection);

function dial({ origin, ca }: Http2Options): TLSSocket {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, "");
  return connectTls({
    host,
    port: Number(port || 443),
    // An address is no server name.
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ["h2", "http/1.1"],
    ...(ca && { ca }),
  });
}

/** Resolves when the server has said how much it takes. */
async function settled(session: ClientHttp2Session): Promise<void> {
  const over = new AbortController();
  session.once("close", () => over.abort());
  try {
    await once(session, "remoteSettings", { signal: over.signal });
  } catch (error) {
    throw over.signal.aborted ? new PollLost("ECONNRESET", "The connection was closed") : error;
  }
}
