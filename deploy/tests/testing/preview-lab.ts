/**
 * A control plane and a runtime on one database, to try bots out in test chats: in this process, or with the runtime in
 * one of its own, which may be killed.
 */

import { Registry } from "prom-client";
import { vi } from "vitest";
import { createAi } from "#shared/ai/ai.ts";
import { createAiKeys } from "#shared/ai/keys.ts";
import { agreeOn } from "#shared/cluster/installation.ts";
import { createLog } from "#shared/log.ts";
import type { PreviewSession, StartPreview } from "#shared/schemas/preview.ts";
import { type OpenAi, startOpenAi } from "#shared/testing/openai/openai.ts";
import { patienceMs } from "#shared/testing/patience.ts";
import type { Switches } from "#shared/testing/telegram/switches.ts";
import { type TestedControlPlane, testedControlPlane } from "../../../control-plane/testing/control-plane.ts";
import { EventStream } from "../../../control-plane/testing/event-stream.ts";
import type { Answer, Visitor } from "../../../control-plane/testing/visitor.ts";
import { startRuntime } from "../../../runtime/runtime.ts";
import { RuntimeProcess } from "../../../runtime/testing/runtime-process.ts";

const shards = "4";

interface Options {
  /** False: the runtime is a process of its own, started by the test. */
  runtime?: boolean;
  config?: Record<string, string>;
  telegram?: Partial<Switches>;
}

export async function openPreviewLab({
  runtime = true,
  config: settings,
  telegram,
}: Options = {}): Promise<PreviewLab> {
  await using stack = new AsyncDisposableStack();
  const openai = stack.use(await startOpenAi());
  const ai = { OPENAI_API_KEY: "sk-the-platform-key", OPENAI_BASE_URL: openai.url };
  const api = stack.use(
    await testedControlPlane({
      assigns: runtime,
      config: { SHARDS: shards, TELEGRAM_POLL_TIMEOUT_S: "5", ...ai, ...settings },
      ...(telegram && { telegram }),
    }),
  );
  const { orm, files, vault, config, coordination, databaseUrl } = api;
  await agreeOn(orm, { shards: config.SHARDS, keyId: vault.keyId });
  const keys = createAiKeys({ orm, vault, platformKey: config.OPENAI_API_KEY });
  if (runtime)
    stack.use(
      await startRuntime({
        config,
        databaseUrl,
        log: createLog({ level: "silent", destination: { write() {} } }),
        orm,
        files,
        coordination,
        vault,
        ai: createAi({ keys, baseUrl: openai.url, timeoutMs: config.AI_TIMEOUT_MS }),
        metrics: new Registry(),
      }),
    );
  return new PreviewLab(api, openai, stack.move());
}

export class PreviewLab implements AsyncDisposable {
  readonly api: TestedControlPlane;
  readonly openai: OpenAi;
  readonly #stack: AsyncDisposableStack;

  constructor(api: TestedControlPlane, openai: OpenAi, stack: AsyncDisposableStack) {
    this.api = api;
    this.openai = openai;
    this.#stack = stack;
  }

  startRuntime(): Promise<RuntimeProcess> {
    return RuntimeProcess.start({
      DATABASE_URL: this.api.databaseUrl,
      SECRET_KEY: "a secret key of tests, long enough",
      SHARDS: shards,
      DATA_DIR: this.api.config.DATA_DIR,
      TELEGRAM_API_ROOT: this.api.telegram.url,
      OPENAI_API_KEY: "sk-the-platform-key",
      OPENAI_BASE_URL: this.openai.url,
    });
  }

  /** Begins a test chat, and follows it. */
  async chat(who: Visitor, botId: string, as: Partial<StartPreview> = {}): Promise<TestChat> {
    const { status, body, text } = await who.post(`/api/v1/bots/${botId}/preview/sessions`, as);
    if (status !== 201) throw new Error(`No test chat: ${text}`);
    return TestChat.of(who, body);
  }

  /** Waits until the bot has nothing left to do. */
  async settled(botId: string): Promise<void> {
    await vi.waitUntil(
      async () => (await this.api.sql("select from inbox where bot_id = $1 and done_at is null", [botId])).length === 0,
      { timeout: patienceMs, interval: 10 },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** What somebody sees and does in a test chat. */
export class TestChat implements Disposable {
  readonly session: PreviewSession;
  readonly events: EventStream;
  readonly #who: Visitor;

  private constructor(who: Visitor, session: PreviewSession, events: EventStream) {
    this.#who = who;
    this.session = session;
    this.events = events;
  }

  static async of(who: Visitor, session: PreviewSession): Promise<TestChat> {
    return new TestChat(who, session, await EventStream.open(who, `/api/v1/preview/sessions/${session.id}/events`));
  }

  get path(): string {
    return `/api/v1/preview/sessions/${this.session.id}`;
  }

  says(text: string): Promise<Answer> {
    return this.#who.post(`${this.path}/messages`, { text });
  }

  /** Presses the button on which `label` stands, under the latest message or edit of the bot that has one, once it is seen. */
  async presses(label: string): Promise<Answer> {
    const press = await vi.waitUntil(() => this.#press(label), { timeout: patienceMs, interval: 5 });
    return this.#who.post(`${this.path}/presses`, press);
  }

  #press(label: string): { messageId: number; data: string | undefined } | undefined {
    for (const event of this.events.data.toReversed()) {
      if (event.type !== "message" && event.type !== "edit") continue;
      const { message_id, reply_markup } = event.message;
      const button = reply_markup?.inline_keyboard.flat().find(({ text }) => text === label);
      if (button) return { messageId: message_id, data: button.callback_data };
    }
  }

  /** What the bot has said and shown, in order: texts, and what stands on the keys below each. */
  get shown(): unknown[] {
    return this.events.data.flatMap((event) =>
      event.type === "message" || event.type === "edit"
        ? [{ type: event.type, text: event.message.text, keys: event.message.reply_markup?.inline_keyboard }]
        : [],
    );
  }

  [Symbol.dispose](): void {
    this.events[Symbol.dispose]();
  }
}
