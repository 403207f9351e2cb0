/** What those notice who have nothing to do with what goes on: how long they wait, and how much memory is left. */
import { readFile } from "node:fs/promises";
import type { Bot } from "#shared/testing/telegram/bot.ts";
import type { Cluster } from "../tests/testing/cluster.ts";
import type { Member } from "../tests/testing/member.ts";

/** How long somebody waits who writes to one of these bots, to each in its turn. */
export class Waits {
  readonly answered: number[] = [];
  readonly #cluster: Cluster;
  readonly #bots: readonly Bot[];
  #asked = 0;
  readonly #since = new Map<number, number>();

  constructor(cluster: Cluster, bots: readonly Bot[]) {
    this.#cluster = cluster;
    this.#bots = bots;
    cluster.world.telegram.observe({
      sent: (_, { chat }) => {
        const since = this.#since.get(chat.id);
        if (since === undefined) return;
        this.#since.delete(chat.id);
        this.answered.push(performance.now() - since);
      },
    });
  }

  /** How many have written. */
  get asked(): number {
    return this.#asked;
  }

  ask(): void {
    const person = this.#cluster.world.telegram.user();
    this.#since.set(person.id, performance.now());
    person.says(this.#bots[this.#asked++ % this.#bots.length]!, "/start");
  }

  /** With those that still wait. */
  get longest(): number {
    const now = performance.now();
    return Math.max(0, ...this.answered, ...[...this.#since.values()].map((since) => now - since));
  }
}

/** The most that it had until now. */
export async function memoryMb({ pid }: Member): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}
