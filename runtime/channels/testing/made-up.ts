/**
 * A chat system that does not exist, in memory, and its channel: all that one needs is here, made of the port alone. It is
 * strict: what it cannot show it refuses, in words of its own, so that a test notices whoever did not ask its surface.
 */
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Update } from "grammy/types";
import { sleep as pause } from "#shared/lifecycle/sleep.ts";
import { markLong } from "../../addresses/exact-ids.ts";
import type { Payload } from "../../turn/api-call.ts";
import type { Meaning } from "../../turn/refusal.ts";
import { byExternalIds } from "../by-external-ids.ts";
import { type Channel, type ChannelDeps, type Intake, type Source, SourceEnded } from "../channel.ts";
import { ConnectRamp } from "../connect-ramp.ts";
import type { Surface } from "../surface.ts";

/** Less of everything than Telegram has: plain texts, a few buttons, and nothing that changes once it was sent. */
export const madeUpSurface: Surface = {
  text: 2_000,
  entities: 0,
  caption: 200,
  columns: 5,
  rows: 5,
  buttons: 25,
  label: 30,
  choices: 10,
  notice: 0,
  edits: false,
  replyKeys: false,
  requests: new Set(),
  typingMs: 1_000,
  fileBytes: 1_000_000,
  photoBytes: 1_000,
};

export interface Shown {
  text: string;
  buttons: { text: string; data: string }[][];
}

/** What it says when it refuses. */
type Fault = "E_LONG" | "E_PLAIN" | "E_BUTTONS" | "E_KEYS" | "E_EDIT" | "E_WHERE" | "E_WHO" | "E_WHAT" | "E_BROKE";

const meanings: Partial<Record<string, Meaning["type"]>> = {
  E_LONG: "too_long",
  E_WHERE: "no_chat",
  E_WHO: "unauthorized",
  E_BROKE: "fault",
} satisfies Partial<Record<Fault, Meaning["type"]>>;

class Refused extends Error {
  constructor(fault: Fault) {
    super(fault);
  }
}

export class MadeUp {
  readonly #lines = new Map<string, Line>();
  readonly #files = new Map<string, Buffer>();
  #lastPersonId = 100;

  /** A bot's line to it, by its token: who has none is nobody. */
  line(token: string): Line {
    const line = this.#lines.get(token) ?? new Line();
    this.#lines.set(token, line);
    return line;
  }

  /** @param id one that is longer than a number holds, or a number */
  person<Id extends number | bigint = number>(token: string, id?: Id): Person<Id> {
    const line = this.line(token);
    const person = new Person((id ?? ++this.#lastPersonId) as Id, line, this.#files);
    line.people.set(String(person.id), person);
    return person;
  }

  open = ({ mayCall, onPoll, addresses }: Pick<ChannelDeps, "mayCall" | "onPoll" | "addresses">): Channel => ({
    name: "made-up",
    title: "Made-up",
    surface: madeUpSurface,
    isTrial: false,
    isExact: false,
    meaningOf: ({ description }) => ({ type: meanings[description] ?? "refused" }) as Meaning,
    sources: {
      ramp: new ConnectRamp({ perMinute: 6_000 }),
      open: ({ token }, intake) => new MadeUpSource(this.#lines.get(token!), intake, onPoll),
    },
    calls: ({ bot }) =>
      byExternalIds(bot.id, addresses, async (method, payload) => {
        if (!mayCall()) throw new Error("Nothing may leave");
        try {
          const line = this.#lines.get(bot.token ?? "");
          if (!line) throw new Refused("E_WHO");
          return { ok: true, result: line.call(method, payload) };
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          return { ok: false, error_code: 400, description: error.message };
        }
      }),
    openFile: async (_bot, fileId) => {
      const content = this.#files.get(fileId);
      return content ? { type: "opened", content: Readable.from([content]) } : { type: "unavailable" };
    },
  });
}

/** What goes to and fro between a bot and its people. */
export class Line {
  /** By their ids, as texts. */
  readonly people = new Map<string, Person<number | bigint>>();
  #waiting: Update[] = [];
  #lastUpdateId = 0;
  #arrived = Promise.withResolvers<void>();
  #breaks = false;

  /** The next message arrives, and the line says that it broke. */
  failsOnceTaken(): void {
    this.#breaks = true;
  }

  push(update: object): void {
    this.#waiting.push(markLong({ update_id: ++this.#lastUpdateId, ...update } as Update));
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  /** What is not confirmed, once there is something. */
  async take(signal: AbortSignal): Promise<Update[]> {
    while (this.#waiting.length === 0 && !signal.aborted)
      await Promise.race([this.#arrived.promise, pause(1_000, signal)]);
    return [...this.#waiting];
  }

  confirm(updates: readonly Update[]): void {
    this.#waiting = this.#waiting.filter((update) => !updates.includes(update));
  }

  /** @throws {Refused} */
  call(method: string, payload: Payload): unknown {
    const result = this.#take(method, payload);
    if (!this.#breaks || !method.startsWith("send")) return result;
    this.#breaks = false;
    throw new Refused("E_BROKE");
  }

  #take(method: string, payload: Payload): unknown {
    if (method === "answerCallbackQuery") return true;
    const person = this.people.get(textOf(payload.chat_id));
    if (!person) throw new Refused("E_WHERE");
    switch (method) {
      case "sendChatAction":
        person.typings++;
        return true;
      case "sendMessage":
        return person.receives(String(payload.text), payload);
      case "sendPhoto":
      case "sendDocument":
        return person.receives(`[${method.slice(4).toLowerCase()}] ${payload.caption}`, payload);
      case "editMessageText":
      case "editMessageReplyMarkup":
        throw new Refused("E_EDIT");
      default:
        throw new Refused("E_WHAT");
    }
  }
}

/** An id, as it is written in a call. */
const textOf = (id: unknown): string => JSON.stringify(id);

export class Person<Id extends number | bigint = number> {
  readonly id: Id;
  readonly shown: Shown[] = [];
  typings = 0;
  readonly #line: Line;
  readonly #files: Map<string, Buffer>;
  #lastMessageId = 0;

  constructor(id: Id, line: Line, files: Map<string, Buffer>) {
    this.id = id;
    this.#line = line;
    this.#files = files;
  }

  get #info() {
    return { id: this.id, is_bot: false, first_name: "Made-up person", language_code: "en" };
  }

  get #chat() {
    return { id: this.id, type: "private", first_name: "Made-up person" };
  }

  #message(content: object) {
    const message_id = ++this.#lastMessageId;
    return { message_id, date: Math.floor(Date.now() / 1000), from: this.#info, chat: this.#chat, ...content };
  }

  /** @returns the update that this becomes */
  says(text: string): object {
    const update = { message: this.#message({ text }) };
    this.#line.push(update);
    return update;
  }

  sendsFile(content: Buffer): string {
    const file_id = `file-${this.#files.size}`;
    this.#files.set(file_id, content);
    const document = { file_id, file_unique_id: file_id, file_size: content.length, file_name: "made-up" };
    this.#line.push({ message: this.#message({ document }) });
    return file_id;
  }

  /** Presses a button of the last message. @throws {Error} when it has none of that text */
  presses(text: string): void {
    const last = this.shown.at(-1);
    const button = last?.buttons.flat().find((button) => button.text === text);
    if (!button) throw new Error(`No button "${text}" in: ${JSON.stringify(last)}`);
    const message = { message_id: this.#lastMessageId, date: 1, chat: this.#chat, text: last!.text };
    const { data } = button;
    this.#line.push({ callback_query: { id: "1", from: this.#info, chat_instance: "1", data, message } });
  }

  /** @throws {Refused} */
  receives(text: string, { entities, caption_entities, reply_markup }: Payload): object {
    const { text: longest, columns, rows, label } = madeUpSurface;
    if (text.length > longest) throw new Refused("E_LONG");
    if ([entities, caption_entities].some((list) => Array.isArray(list) && list.length > 0))
      throw new Refused("E_PLAIN");
    const { inline_keyboard = [], ...keys } = (reply_markup ?? {}) as {
      inline_keyboard?: { text: string; callback_data?: string }[][];
    };
    if (Object.keys(keys).length > 0) throw new Refused("E_KEYS");
    if (inline_keyboard.length > rows || inline_keyboard.some((row) => row.length > columns))
      throw new Refused("E_BUTTONS");
    if (inline_keyboard.flat().some((button) => button.text.length > label)) throw new Refused("E_BUTTONS");
    const buttons = inline_keyboard.map((row) => row.map(({ text, callback_data: data = "" }) => ({ text, data })));
    this.shown.push({ text, buttons });
    return markLong({ message_id: ++this.#lastMessageId, date: 1, chat: this.#chat, text });
  }
}

class MadeUpSource implements Source {
  readonly #stop = new AbortController();
  readonly #line: Line | undefined;
  readonly #intake: Intake;
  readonly #running: Promise<void>;
  readonly #onPoll: ChannelDeps["onPoll"];

  constructor(line: Line | undefined, intake: Intake, onPoll: ChannelDeps["onPoll"]) {
    this.#line = line;
    this.#intake = intake;
    this.#onPoll = onPoll;
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) intake.onFailed(error);
    });
  }

  async #run(): Promise<void> {
    const { health, store } = this.#intake;
    const { signal } = this.#stop;
    await sleep(0);
    if (!this.#line) {
      health.failed({ state: "revoked", code: "token_revoked", message: "Nobody has this token" });
      throw new SourceEnded("Nobody has this token");
    }
    health.polled();
    for (;;) {
      const updates = await this.#line.take(signal);
      if (signal.aborted) return;
      await store(updates);
      this.#line.confirm(updates);
      health.polled();
      this.#onPoll?.("updates");
    }
  }

  leave(): void {
    this.#stop.abort();
  }

  async left(): Promise<void> {
    await this.#running;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
