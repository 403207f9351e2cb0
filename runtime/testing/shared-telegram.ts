/** Telegram's simulator as one of several tests has it that share it: faults and observers know of its bots alone. */
import type { Bot, NewBot } from "#shared/testing/telegram/bot.ts";
import type { Channel, NewChannel } from "#shared/testing/telegram/channel.ts";
import type { Fault, FaultScope, Injection } from "#shared/testing/telegram/faults.ts";
import type { Group, NewGroup } from "#shared/testing/telegram/group.ts";
import type { Telegram } from "#shared/testing/telegram/telegram.ts";
import type { NewUser, User } from "#shared/testing/telegram/user.ts";
import type { Observer } from "#shared/testing/telegram/world.ts";
import type { TelegramForTests } from "./served-bots.ts";

export class SharedTelegram implements TelegramForTests {
  readonly url: string;
  readonly #telegram: Telegram;
  readonly #bots = new Set<Bot>();
  readonly #ids = new Set<number>();

  constructor(telegram: Telegram) {
    this.url = telegram.url;
    this.#telegram = telegram;
  }

  addBot(given: NewBot = {}): Bot {
    const bot = this.#telegram.addBot(given);
    this.#bots.add(bot);
    this.#ids.add(bot.id);
    return bot;
  }

  user(given: NewUser = {}): User {
    return this.#telegram.user(given);
  }

  group(given: NewGroup = {}): Group {
    return this.#telegram.group(given);
  }

  channel(given: NewChannel = {}): Channel {
    return this.#telegram.channel(given);
  }

  observe(observer: Observer): () => void {
    return this.#telegram.observe({
      queued: (bot, update) => this.#bots.has(bot) && observer.queued?.(bot, update),
      sent: (bot, message) => this.#bots.has(bot) && observer.sent?.(bot, message),
    });
  }

  inject(fault: Fault, scope: FaultScope = {}): Injection {
    return this.#telegram.inject(fault, { among: this.#ids, ...scope });
  }

  cutPolls(bot?: Bot): number {
    const bots = bot ? [bot] : [...this.#bots];
    return bots.reduce((cut, each) => cut + this.#telegram.cutPolls(each), 0);
  }
}
