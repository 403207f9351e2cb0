/** The channels of a runtime, by the names that the database has. One that is missing is of a later version. */
import { nobodys } from "#shared/inbox/post-update.ts";
import type { ServedBot } from "../bots/served-bot.ts";
import type { Job } from "../dispatcher/job.ts";
import type { Channel } from "./channel.ts";

export class Channels implements AsyncDisposable {
  readonly #all: ReadonlyMap<string, Channel>;

  /** @throws {Error} when two have the same name */
  constructor(channels: readonly Channel[]) {
    this.#all = new Map(channels.map((channel) => [channel.name, channel]));
    if (this.#all.size < channels.length || this.#all.has(nobodys)) throw new Error("Channels need names of their own");
  }

  find(name: string): Channel | undefined {
    return this.#all.get(name);
  }

  /** Where a job of the bot is answered: by the channel it came by; what nobody wrote, where the bot lives. */
  of(job: Pick<Job, "channel">, bot: Pick<ServedBot, "channel">): Channel | undefined {
    return this.#all.get(job.channel === nobodys ? bot.channel : job.channel);
  }

  /** Whose updates others put into the inbox. */
  get posted(): string[] {
    const posted = [...this.#all.values()].filter(({ sources }) => !sources);
    return [...posted.map(({ name }) => name), nobodys];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#all.values()].map((channel) => channel[Symbol.asyncDispose]?.()));
  }
}
