/** Opens sockets to the Bot API for calls: over TLS where its address says so, and then only to who it should be. */
import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import { connect as connectTls, createSecureContext, type SecureContext } from "node:tls";

interface Options {
  /** As in `https://api.telegram.org`. */
  origin: string;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string | undefined;
}

export class Dialer {
  readonly #host: string;
  readonly #port: number;
  /** `null` where the address is no https. */
  readonly #context: SecureContext | null;
  /** Spares the next connection most of the handshake. */
  #session: Buffer | undefined;

  constructor({ origin, ca }: Options) {
    const { protocol, hostname, port } = new URL(origin);
    const secure = protocol === "https:";
    this.#host = hostname.replace(/^\[|\]$/g, "");
    this.#port = Number(port || (secure ? 443 : 80));
    this.#context = secure ? createSecureContext(ca ? { ca } : {}) : null;
  }

  /** @param onConnect called once, when requests can be written */
  dial(onread: OnReadOpts, onConnect: () => void): Socket {
    const address = { host: this.#host, port: this.#port, onread };
    if (!this.#context) {
      const socket = connectTcp(address, onConnect);
      return prompt(socket);
    }
    const socket = connectTls(
      {
        ...address,
        secureContext: this.#context,
        session: this.#session,
        // An address is no server name.
        ...(isIP(this.#host) === 0 && { servername: this.#host }),
        ALPNProtocols: ["http/1.1"],
      },
      () => {
        // Not before: who resumes a session is not asked again who it is.
        socket.on("session", (session) => {
          this.#session = session;
        });
        onConnect();
      },
    );
    return prompt(socket);
  }
}

const prompt = (socket: Socket) => socket.setNoDelay(true).setKeepAlive(true, 60_000);
