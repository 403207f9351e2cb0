import type { Update, UserFromGetMe } from "grammy/types";
import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import type { BotConfig } from "../bots/bot-config.ts";
import { menuIndex } from "../bots/menu-index.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import { apiOver } from "../channels/api-over.ts";
import type { Channel } from "../channels/channel.ts";
import { telegramSurface } from "../channels/telegram/surface.ts";
import { Turn } from "../turn/turn.ts";
import { forms } from "./forms.ts";
import { FormsContext } from "./forms-context.ts";
import { openForm } from "./open-form.ts";
import { field } from "./testing/fields.ts";

const bot: ServedBot = {
  id: "00000000-0000-7000-8000-000000000001",
  tenantId: "00000000-0000-7000-8000-000000000002",
  channel: "telegram",
  telegramId: 1,
  username: "a_bot",
  name: "A bot",
  token: "1:x",
  revision: 1,
  tenure: { shard: 0, epoch: 1 },
};

/** One person's chat with a bot that has a form of these questions: the stage alone, with nobody to wait for. */
class Chat {
  state: string | null = null;
  readonly said: string[] = [];
  readonly #config: BotConfig;
  readonly #stage = forms({
    sessionStates: { find: async () => this.state, remember() {}, forget() {} },
    versions: { questionsOf: async () => this.#fields },
    askModel: async () => ({ type: "answered" }),
    keepPhoto: undefined,
  });
  readonly #fields: Field[];
  #updates = 0;

  constructor(fields: Field[]) {
    this.#fields = fields;
    const form = { id: "form", name: "F", version: 1, fields, defaultCountry: null, onCompleteAction: "save" } as const;
    this.#config = {
      name: "A bot",
      aiEnabled: false,
      systemPrompt: "",
      aiModel: "",
      temperature: 0,
      maxTokens: 0,
      welcomeMessage: null,
      welcomeMessages: {},
      fallbackMessage: null,
      fallbackMessages: {},
      sentences: {},
      menuButton: { type: "default" },
      commands: new Map(),
      menus: menuIndex([]),
      forms: new Map([
        ["form", { ...form, names: {}, aiPrompt: null, completionMessage: null, completionMessages: {} }],
      ]),
      usesForms: true,
    };
  }

  async says(text: string): Promise<void> {
    const chat = { id: 7, type: "private", first_name: "Anna" };
    const id = ++this.#updates;
    const message = { message_id: id, date: 1, chat, from: { id: 7, is_bot: false, first_name: "Anna" }, text };
    const update = { update_id: id, message } as Update;
    const job = {
      seq: id,
      updateId: id,
      channel: "telegram" as const,
      update,
      receivedAt: Date.now(),
      waitingSince: 0,
      attempts: 0,
      memo: {},
      notBefore: 0,
      again: false,
    };
    const committer = { commit: async () => [], post: () => {} };
    const journal = new Map();
    const turn = new Turn({ committer, bot, job, lane: "chat:1", isTrial: false, journal, onLostWrite: () => {} });
    const api = apiOver(async (_, { text }) => {
      this.said.push(String(text));
      return { ok: true, result: { message_id: 1 } };
    });
    const ctx = new FormsContext({
      update,
      api,
      me: { id: 1, username: "a_bot" } as UserFromGetMe,
      bot: this.#config,
      turn,
      channel: { surface: telegramSurface } as Channel,
    });
    await (this.#stage as (ctx: FormsContext, next: () => Promise<void>) => Promise<void>)(ctx, () =>
      openForm(ctx, "form", null),
    );
    if (turn.sessionState) this.state = turn.sessionState.state;
  }
}

describe("a form of 50 questions with 20 mistakes at each", () => {
  test("takes less than 64 kB and 50 ms a step, from the first to the last", async () => {
    const chat = new Chat(
      Array.from({ length: 50 }, (_, n) =>
        field("number", { name: `f${n}`, label: `Question ${n}: ${"how many of them are there? ".repeat(8)}` }),
      ),
    );
    await chat.says("open it");
    const sizes: number[] = [];
    const times: number[] = [];
    for (let n = 0; n < 50; n++) {
      for (let mistake = 0; mistake <= 20; mistake++) {
        const before = process.cpuUsage();
        await chat.says(mistake < 20 ? `mistake ${mistake}` : String(n));
        // The processor's time: a step waits for nothing.
        times.push(process.cpuUsage(before).user / 1_000);
        sizes.push(chat.state!.length);
      }
    }
    expect(chat.said.at(-1)).toMatch(/^Please check your answers/);
    expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
    // 50 answers, and which messages gave them.
    expect(sizes.at(-1)! - sizes[0]!).toBeLessThan(5_000);
    const mean = (list: number[]) => list.reduce((sum, ms) => sum + ms, 0) / list.length;
    expect(mean(times)).toBeLessThan(50);
    // Nothing is replayed that was done before.
    expect(mean(times.slice(-200))).toBeLessThan(mean(times.slice(0, 200)) * 3 + 5);
  });
});

describe("a form of 50 questions, each as long as it may be", () => {
  const long = (length: number, n: number) => `${n} `.padEnd(length, "ж");
  const options = Array.from({ length: 200 }, (_, n) => long(64, n));

  test("takes less than 64 kB and 50 ms a step, from the first to the last", async () => {
    const chat = new Chat(
      Array.from({ length: 50 }, (_, n) =>
        field(n % 2 ? "select" : "multiselect", {
          name: `f${n}`.padEnd(32, "x"),
          label: long(1000, n),
          help: long(1000, n),
          options,
        }),
      ),
    );
    await chat.says("open it");
    const sizes: number[] = [];
    const times: number[] = [];
    for (let n = 0; n < 50; n++) {
      for (const text of ["none of these", options[n * 4]!]) {
        const started = performance.now();
        await chat.says(text);
        times.push(performance.now() - started);
        sizes.push(Buffer.byteLength(chat.state!));
      }
    }
    expect(chat.said.at(-1)).toMatch(/^Please check your answers/);
    expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
    expect(times.reduce((sum, ms) => sum + ms, 0) / times.length).toBeLessThan(50);
  });
});
