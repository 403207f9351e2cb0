/**
 * People who write to bots, each in chats of their own: numbered messages, now and then several in a row, so that
 * what is lost, doubled or out of order shows.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "#shared/testing/random.ts";
import type { Bot } from "#shared/testing/telegram/bot.ts";
import type { Telegram } from "#shared/testing/telegram/telegram.ts";

interface Options {
  telegram: Telegram;
  bots: readonly Bot[];
  chatsPerBot?: number;
  /** Over all chats. */
  messagesPerSecond: number;
  random: Random;
}

const burst = 3;
const burstShare = 0.1;

export class Load {
  readonly #options: Options;
  readonly #chats: { bot: Bot; say(text: string): void }[];
  readonly #stop = new AbortController();
  readonly #speaking: Promise<void>;
  /** Messages said so far. */
  said = 0;

  /** Begins at once. */
  constructor(options: Options) {
    const { telegram, bots, chatsPerBot = 4 } = options;
    this.#options = options;
    this.#chats = bots.flatMap((bot) =>
      Array.from({ length: chatsPerBot }, () => {
        const user = telegram.user();
        return { bot, say: (text: string) => void user.says(bot, text) };
      }),
    );
    this.#speaking = this.#speak();
  }

  /** One more message to every bot: who answers them all serves every bot. */
  sayToEachBot(): void {
    const chats = new Map(this.#chats.map((chat) => [chat.bot, chat]));
    for (const chat of chats.values()) chat.say(`#${++this.said}`);
  }

  /** Resolves once nobody speaks any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#speaking;
  }

  async #speak(): Promise<void> {
    const { messagesPerSecond, random } = this.#options;
    const started = performance.now();
    while (!this.#stop.signal.aborted) {
      while (this.said < ((performance.now() - started) / 1_000) * messagesPerSecond) {
        const chat = random.pick(this.#chats);
        const messages = random.next() < burstShare ? burst : 1;
        for (let n = 0; n < messages; n++) chat.say(`#${++this.said}`);
      }
      await sleep(10);
    }
  }
}
