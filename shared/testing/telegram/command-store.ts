/** The commands of a bot, kept by scope and language as Telegram does. */
import type { BotCommand } from "grammy/types";

export class CommandStore {
  readonly #lists = new Map<string, BotCommand[]>();

  set(scope: unknown, language: string, commands: BotCommand[]): void {
    this.#lists.set(key(scope, language), commands);
  }

  /** Empty when none are set. */
  get(scope: unknown, language: string): BotCommand[] {
    return this.#lists.get(key(scope, language)) ?? [];
  }

  delete(scope: unknown, language: string): void {
    this.#lists.delete(key(scope, language));
  }
}

const key = (scope: unknown, language: string) => `${JSON.stringify(scope ?? { type: "default" })} ${language}`;
