/** A tenant's own server, which webhooks are posted to: on loopback, and with whatever manners a test gives it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Listener } from "#shared/testing/listener.ts";

export interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every shape
  json: any;
}

type Answer = (request: Received, response: ServerResponse) => void;

export class Receiver implements AsyncDisposable {
  /** Whole requests so far, oldest first. */
  readonly received: Received[] = [];
  /** How it answers; 200 without a body by default. */
  answer: Answer = (_, response) => void response.end();
  readonly #listener: Listener;

  private constructor(listener: Listener) {
    this.#listener = listener;
  }

  static async open(answer?: Answer): Promise<Receiver> {
    let receiver: Receiver | null = null;
    const listener = await Listener.open((request, response) => void receiver?.handle(request, response));
    receiver = new Receiver(listener);
    if (answer) receiver.answer = answer;
    return receiver;
  }

  get url(): string {
    return `${this.#listener.url}/hook`;
  }

  /** Answers with JSON from now on. */
  says(answer: unknown, status = 200): void {
    this.answer = (_, response) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const json = body === "" ? null : JSON.parse(body);
    const received = { method: request.method ?? "", path: request.url ?? "", headers, body, json };
    this.received.push(received);
    this.answer(received, response);
  }

  /** Stops listening, and breaks every connection. */
  refuse(): Promise<void> {
    return this.#listener.refuse();
  }

  accept(): Promise<void> {
    return this.#listener.accept();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.refuse();
  }
}
