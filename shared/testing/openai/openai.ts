/**
 * An OpenAI-compatible server for tests: echoes by default, says what it is told to, and fails on purpose.
 *
 *     await using openai = await startOpenAi();
 *     openai.reply("Paris");            // from now on
 *     openai.fail({ kind: "status", status: 429, retryAfterS: 1 }, 2);
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Listener } from "../listener.ts";
import { OpenAiAccount } from "./account.ts";
import { type ChatRequest, chatRequest } from "./chat-request.ts";
import { chunks, completion } from "./completion.ts";
import type { OpenAiFault } from "./faults.ts";

export interface OpenAiOptions {
  /** Keys that are let in; any by default. */
  apiKeys?: string[];
  models?: string[];
  /** Real time between two chunks of a stream, 0 by default. */
  chunkDelayMs?: number;
  /** Port to listen on; 0 takes a free one. */
  port?: number;
}

export async function startOpenAi(options: OpenAiOptions = {}): Promise<OpenAi> {
  const openai = new OpenAi(options);
  await openai.listen();
  return openai;
}

/** What is said here is of every key that has no {@link account} of its own. */
export class OpenAi extends OpenAiAccount implements AsyncDisposable {
  readonly #options: Required<OpenAiOptions>;
  readonly #accounts = new Map<string, OpenAiAccount>();
  #listener: Listener | null = null;

  constructor(options: OpenAiOptions) {
    super();
    this.#options = { apiKeys: [], models: ["gpt-4o-mini", "gpt-4o"], chunkDelayMs: 0, port: 0, ...options };
  }

  async listen(): Promise<void> {
    this.#listener ??= await Listener.open(
      (request, response) => void this.#handle(request, response),
      this.#options.port,
    );
  }

  /** For OPENAI_BASE_URL; ends with /v1. */
  get url(): string {
    return `${this.#listener?.url}/v1`;
  }

  /** Sets the key apart: from now on its requests are seen, answered and failed here alone. */
  account(apiKey: string): OpenAiAccount {
    const account = this.#accounts.get(apiKey) ?? new OpenAiAccount();
    this.#accounts.set(apiKey, account);
    return account;
  }

  refuse(): Promise<void> {
    return this.#listener!.refuse();
  }

  accept(): Promise<void> {
    return this.#listener!.accept();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.[Symbol.asyncDispose]();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    const apiKey = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const { apiKeys, models } = this.#options;
    const chat = body && request.url === "/v1/chat/completions" ? chatRequest(body, apiKey) : null;
    const account = this.#accounts.get(apiKey) ?? this;
    if (chat) account.requests.push(chat);
    const fault = account.nextFault();
    if (await ends(fault, response)) return;
    if (apiKeys.length > 0 && !apiKeys.includes(apiKey)) return fail(response, 401, "invalid_api_key");
    if (request.url === "/v1/models") {
      const data = models.map((id) => ({ id, object: "model", created: 0, owned_by: "simulator" }));
      return send(response, 200, { object: "list", data });
    }
    if (request.url !== "/v1/chat/completions") return fail(response, 404, "not_found");
    if (!chat) return fail(response, 400, "invalid_request_error");
    if (!models.includes(chat.model)) return fail(response, 404, "model_not_found");
    await this.#answer(account, chat, fault, response);
  }

  async #answer(
    account: OpenAiAccount,
    chat: ChatRequest,
    fault: OpenAiFault | null,
    response: ServerResponse,
  ): Promise<void> {
    response.on("close", () => {
      if (!response.writableFinished && fault?.kind !== "drop") account.abandoned++;
    });
    const said = await account.replyTo(chat);
    const reply = fault?.kind === "null-content" ? null : said;
    const id = `chatcmpl-${account.requests.length}`;
    const noChoices = fault?.kind === "empty-choices";
    const drop = fault?.kind === "drop";
    if (!chat.stream) return sendWhole(response, completion(id, chat, reply, { noChoices }), drop);
    const options = { noChoices, noRole: fault?.kind === "no-role" };
    const lines = [...chunks(id, chat, reply, options).map((chunk) => JSON.stringify(chunk)), "[DONE]"];
    await this.#stream(response, lines, drop);
  }

  async #stream(response: ServerResponse, lines: string[], drop: boolean): Promise<void> {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (const [index, line] of lines.entries()) {
      if (response.destroyed) return;
      if (drop && index >= lines.length / 2) return void response.socket?.destroy();
      response.write(`data: ${line}\n\n`);
      await sleep(this.#options.chunkDelayMs);
    }
    response.end();
  }
}

/** Whether the fault leaves nothing to answer. */
async function ends(fault: OpenAiFault | null, response: ServerResponse): Promise<boolean> {
  switch (fault?.kind) {
    case "status":
      if (fault.retryAfterS !== undefined) response.setHeader("Retry-After", fault.retryAfterS);
      fail(response, fault.status, fault.code ?? codeOf[fault.status] ?? "server_error");
      return true;
    case "hang":
      return true;
    case "garbage":
      response.writeHead(200, { "Content-Type": "application/json" }).end('{"choices": [');
      return true;
    case "slow":
      await sleep(fault.ms);
  }
  return false;
}

const codeOf: Record<number, string> = { 401: "invalid_api_key", 429: "rate_limit_exceeded" };

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, status: number, code: string): void {
  send(response, status, { error: { message: `Simulated: ${code}`, type: code, param: null, code } });
}

function sendWhole(response: ServerResponse, body: object, drop: boolean): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  if (drop) response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
  else response.end(text);
}

/** `null` when there is no JSON object. */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return null;
  }
}
