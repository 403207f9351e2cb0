import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { certificate } from "#shared/testing/tls/certificate.ts";

interface Arrived {
  head: string;
  body: string;
  socket: Socket;
  answer(body: string, ...headers: string[]): void;
}

interface ServerOptions {
  secure?: boolean;
  /** It hangs up on those that are more, before it says anything. */
  mostConnections?: number;
  /** What is done with each request. Nothing by default: the test answers it. */
  handle?: (request: Arrived) => void;
}

/** A server that says only what it is told to, and knows what has arrived. */
export async function serving({ secure = false, mostConnections, handle = () => {} }: ServerOptions = {}) {
  const arrived: Arrived[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  let refused = 0;
  const accept = (socket: Socket) => {
    accepted++;
    sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
    let text = "";
    socket.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      const [request, head, length] = /^(.*?\r\ncontent-length: (\d+)\r\n\r\n)/s.exec(text) ?? [];
      if (request === undefined || Buffer.byteLength(text) < request.length + Number(length)) return;
      const one: Arrived = {
        head: head!,
        body: text.slice(request.length),
        socket,
        answer: (body, ...headers) => void socket.write(answer(body, ...headers)),
      };
      text = "";
      arrived.push(one);
      handle(one);
    });
  };
  const server: Server = secure
    ? createTlsServer({ ...certificate(), ALPNProtocols: ["h2", "http/1.1"] }, accept)
    : createServer(accept);
  if (mostConnections !== undefined) server.maxConnections = mostConnections;
  server.on("drop", () => refused++);
  server.on("tlsClientError", () => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${secure ? "https" : "http"}://127.0.0.1:${port}`,
    arrived,
    sockets,
    /** Connections so far. */
    get accepted() {
      return accepted;
    },
    /** Connections that were more than there may be. */
    get refused() {
      return refused;
    },
    bodies: () => arrived.map(({ body }) => body),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A whole answer, head and body. */
export const answer = (body: string, ...headers: string[]) =>
  ["HTTP/1.1 200 OK", `Content-Length: ${Buffer.byteLength(body)}`, ...headers, "", body].join("\r\n");

/** Answers with what came. */
export const echo = ({ answer, body }: Arrived) => answer(body);
