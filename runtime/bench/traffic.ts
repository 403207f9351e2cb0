/** People who write to bots, and how long they wait for the answers. Lives in the simulator's process. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Bot } from "#shared/testing/telegram/bot.ts";
import type { Telegram } from "#shared/testing/telegram/telegram.ts";
import type { User } from "#shared/testing/telegram/user.ts";

/** Who writes: to the first so many bots, so many people each. */
export interface Crowd {
  bots: number;
  people: number;
}

export interface Waits {
  /** In milliseconds. */
  p50: number;
  p99: number;
}

/** How often a stream catches up with its pace, in milliseconds. */
const beatMs = 5;

export class Traffic {
  readonly #telegram: Telegram;
  readonly #people: User[] = [];
  /** By bot and chat, when those messages were sent that wait for an answer: answers come in their order. */
  readonly #unanswered = new Map<string, number[]>();
  #waits: number[] = [];
  #awaited = 0;
  #allAnswered = () => {};

  constructor(telegram: Telegram) {
    this.#telegram = telegram;
    telegram.observe({ sent: ({ id }, { chat }) => this.#answered(`${id}:${chat.id}`) });
  }

  /** Everybody has written `each` messages before the first is answered. @returns seconds until the last answer */
  async flood(crowd: Crowd, each: number): Promise<number> {
    const pairs = this.#pairs(crowd);
    const done = this.#await(pairs.length * each);
    for (let times = 0; times < each; times++) for (const pair of pairs) this.#write(pair);
    const started = performance.now();
    await done;
    return (performance.now() - started) / 1000;
  }

  /** Somebody writes, over and over, at a steady pace. */
  async stream(crowd: Crowd, perSecond: number, seconds: number): Promise<Waits> {
    const pairs = this.#pairs(crowd);
    const total = perSecond * seconds;
    const done = this.#await(total);
    const started = performance.now();
    for (let written = 0; written < total; await sleep(beatMs)) {
      const due = Math.min(total, ((performance.now() - started) / 1000) * perSecond);
      for (; written < due; written++) this.#write(pairs[Math.floor(Math.random() * pairs.length)]!);
    }
    await done;
    return waits(this.#waits);
  }

  #pairs({ bots, people }: Crowd): [Bot, User][] {
    while (this.#people.length < people) this.#people.push(this.#telegram.user());
    const writers = this.#people.slice(0, people);
    return this.#telegram.bots.slice(0, bots).flatMap((bot) => writers.map((user): [Bot, User] => [bot, user]));
  }

  #await(answers: number): Promise<void> {
    this.#waits = [];
    this.#awaited = answers;
    return new Promise((resolve) => {
      this.#allAnswered = resolve;
    });
  }

  #write([bot, user]: [Bot, User]): void {
    const key = `${bot.id}:${user.id}`;
    const times = this.#unanswered.get(key);
    if (times) times.push(performance.now());
    else this.#unanswered.set(key, [performance.now()]);
    user.says(bot, "Good morning");
  }

  #answered(key: string): void {
    const sentAt = this.#unanswered.get(key)?.shift();
    if (sentAt === undefined) return;
    this.#waits.push(performance.now() - sentAt);
    if (--this.#awaited === 0) this.#allAnswered();
  }
}

function waits(all: number[]): Waits {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  return { p50: at(0.5), p99: at(0.99) };
}
