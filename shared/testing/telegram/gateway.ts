/** From an HTTP request to its answer: token, faults, method or poll, record. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, type Http2ServerResponse } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "grammy/types";
import { ApiError } from "#shared/telegram/api-error.ts";
import { isRecord, type Params } from "#shared/telegram/params.ts";
import { type Answer, accepted, refused } from "./answer.ts";
import type { Bot } from "./bot.ts";
import type { Fault, FaultStore } from "./faults.ts";
import { methodTable, type NamedMethod } from "./methods/table.ts";
import { readParams, type Target, targetOf } from "./request.ts";
import type { World } from "./world.ts";

const notFound = new ApiError(404, "Not Found");
const noMethod = new ApiError(404, "Not Found: method not found");

export class Gateway {
  readonly #world: World;
  readonly #faults: FaultStore;
  readonly #methods: ReadonlyMap<string, NamedMethod>;
  /** Open polls by bot, so that a test can cut them. */
  readonly #polls = new Map<Bot, Set<ServerResponse>>();

  constructor(world: World, faults: FaultStore) {
    this.#world = world;
    this.#faults = faults;
    this.#methods = methodTable(world.switches);
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch((error: unknown) => {
      if (error instanceof ApiError) write(response, refused(error));
      else write(response, refused(new ApiError(500, `Internal Server Error: ${String(error)}`)));
    });
  };

  /** Resets the connections of the polls that are held now; returns how many. */
  cutPolls(bot?: Bot): number {
    const cut = [...this.#polls].filter(([owner]) => !bot || owner === bot).flatMap(([, open]) => [...open]);
    for (const response of cut) reset(response);
    return cut.length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = targetOf(request.url ?? "");
    if (!target) throw notFound;
    const params = await readParams(request, target.query, this.#world.longIds);
    const method = target.kind === "file" ? "file" : target.name;
    const fault = this.#faults.hit(this.#world.gate.owner(target.token)?.id, method);
    if (fault && !(await survives(fault, response))) return;
    const bot = this.#world.gate.enter(target.token, addressOf(request));
    if (target.kind === "file") return this.#sendFile(target, response, fault);
    if (target.name === "getupdates") return this.#poll(bot, params, response, fault);
    await deliver(this.#call(bot, target.name, params), fault, response);
  }

  #call(bot: Bot, name: string, params: Params): Answer {
    const method = this.#methods.get(name);
    if (!method) return refused(noMethod);
    const call = { method: method.name, params: params.raw, atMs: this.#world.switches.clock.now() };
    const { record } = this.#world.switches;
    try {
      const result = method.run({ bot, world: this.#world, params });
      if (record) bot.log.add({ ...call, ok: true, result }, isMessage(result) ? result : null);
      return accepted(this.#world.longIds.write(result));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (record) bot.log.add({ ...call, ok: false, error: `${error.status} ${error.message}` }, null);
      return refused(error, (answer) => this.#world.longIds.write(answer));
    }
  }

  #poll(bot: Bot, params: Params, response: ServerResponse, fault: Fault | null): void {
    if (isGone(response)) return;
    const hasWebhook = bot.webhookUrl !== "";
    if (!hasWebhook) bot.filter.remember(params.json("allowed_updates"));
    const open = this.#polls.get(bot) ?? new Set();
    this.#polls.set(bot, open.add(response));
    const request = {
      offset: params.integer("offset") ?? 0,
      limit: clamp(params.integer("limit") ?? 100, 1, 100),
      timeout: clamp(params.integer("timeout") ?? 0, 0, 50),
    };
    const goneAway = bot.longPolls.poll(request, hasWebhook, (answer) => {
      open.delete(response);
      void deliver(answer, fault, response);
    });
    response.on("close", () => {
      open.delete(response);
      goneAway();
    });
  }

  async #sendFile({ name }: Target, response: ServerResponse, fault: Fault | null): Promise<void> {
    const file = this.#world.files.at(decodeURIComponent(name));
    if (!file) throw notFound;
    const content = await file.bytes();
    response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": file.size });
    const half = content.subarray(0, Math.ceil(content.length / 2));
    if (fault?.kind === "truncated") response.write(half, () => hangUp(response));
    else if (fault?.kind === "hang") response.write(half);
    else response.end(content);
  }
}

const clamp = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max);

const isMessage = (result: unknown): result is Message =>
  isRecord(result) && "message_id" in result && "chat" in result;

/** A proxy's word counts, as on the real server, where everybody comes from the local network. */
const addressOf = ({ headers, socket }: IncomingMessage) =>
  String(headers["x-real-ip"] ?? socket.remoteAddress ?? "unknown");

/** The stream of an answer over HTTP/2, whose connection carries others too. */
const streamOf = (response: ServerResponse) =>
  "stream" in response ? (response as unknown as Http2ServerResponse).stream : null;

const isGone = (response: ServerResponse) => response.destroyed || streamOf(response)?.destroyed === true;

function reset(response: ServerResponse): void {
  const stream = streamOf(response);
  if (stream) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else if (response.socket && "encrypted" in response.socket) response.socket.destroy();
  else response.socket?.resetAndDestroy();
}

/** Hangs up in the middle. */
const hangUp = (response: ServerResponse) => (streamOf(response) ? reset(response) : response.socket?.destroy());

/** Whether the call gets as far as being processed. */
async function survives(fault: Fault, response: ServerResponse): Promise<boolean> {
  if (fault.kind === "status" && fault.when !== "after") {
    write(response, statusOf(fault));
    return false;
  }
  if (!("when" in fault) || fault.when !== "before") return true;
  if (fault.kind === "delay") await sleep(fault.ms);
  if (fault.kind === "reset") reset(response);
  return fault.kind === "delay";
}

function statusOf({ status, description, retryAfterS, html, bare }: Fault & { kind: "status" }): Answer {
  const limit = retryAfterS ? { retry_after: retryAfterS } : undefined;
  const answer = refused(new ApiError(status, description || `Error ${status}`, limit));
  if (html) return { ...answer, body: `<html><h1>${status} Bad Gateway</h1></html>` };
  return bare ? { ...answer, body: JSON.stringify({ ok: false, error_code: status }) } : answer;
}

/** Sends the answer, as far as the fault lets it. */
async function deliver(answer: Answer, fault: Fault | null, response: ServerResponse): Promise<void> {
  const after = fault && !("when" in fault && fault.when === "before") ? fault : null;
  switch (after?.kind) {
    case "status":
      return write(response, statusOf(after));
    case "reset":
      return void reset(response);
    case "hang":
      return;
    case "empty":
      return write(response, { ...answer, body: "" });
    case "garbage":
      return write(response, { ...answer, body: "{ok: true" });
    case "truncated":
      return writeHalf(response, answer.body);
    case "delay":
      await sleep(after.ms);
  }
  write(response, answer);
}

function write(response: ServerResponse, { status, body, retryAfterS }: Answer): void {
  if (isGone(response) || response.headersSent) return;
  const type = body.startsWith("<") ? "text/html" : "application/json";
  if (retryAfterS !== undefined) response.setHeader("Retry-After", retryAfterS);
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

/** Promises the whole body, sends half of it and hangs up. */
function writeHalf(response: ServerResponse, body: string): void {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => hangUp(response));
}
