/**
 * Telegram for tests: a Bot API server over real HTTP, and the people on the other side of it.
 *
 *     await using telegram = await startTelegram();
 *     const bot = telegram.addBot();
 *     const anna = telegram.user({ firstName: "Anna" });
 *     anna.says(bot, "/start");
 *     await bot.waitForMessage(/welcome/i);
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Listener } from "../listener.ts";
import type { Bot, NewBot } from "./bot.ts";
import type { Channel, NewChannel } from "./channel.ts";
import { Entrance } from "./entrance.ts";
import { type Fault, type FaultScope, FaultStore, type Injection } from "./faults.ts";
import { Gateway } from "./gateway.ts";
import type { Group, NewGroup } from "./group.ts";
import { targetOf } from "./request.ts";
import { defaultSwitches, type Switches } from "./switches.ts";
import type { NewUser, User } from "./user.ts";
import { type Observer, World } from "./world.ts";

export async function startTelegram(switches: Partial<Switches> = {}): Promise<Telegram> {
  const world = new World({ ...defaultSwitches, ...switches });
  const faults = new FaultStore();
  const gateway = new Gateway(world, faults);
  const listener = await Listener.open(gateway.handle, world.switches.port, world.switches.wire);
  return new Telegram(world, faults, gateway, listener);
}

export class Telegram implements AsyncDisposable {
  /** For TELEGRAM_API_ROOT. */
  readonly url: string;
  readonly #world: World;
  readonly #faults: FaultStore;
  readonly #gateway: Gateway;
  readonly #listener: Listener;
  readonly #entrances = new Set<Entrance>();

  constructor(world: World, faults: FaultStore, gateway: Gateway, listener: Listener) {
    this.#world = world;
    this.#faults = faults;
    this.#gateway = gateway;
    this.#listener = listener;
    this.url = listener.url;
  }

  addBot(given: NewBot = {}): Bot {
    return this.#world.addBot(given);
  }

  user(given: NewUser = {}): User {
    return this.#world.addUser(given);
  }

  group(given: NewGroup = {}): Group {
    return this.#world.addGroup(given);
  }

  channel(given: NewChannel = {}): Channel {
    return this.#world.addChannel(given);
  }

  get bots(): Bot[] {
    return this.#world.bots;
  }

  /** Polls that wait for updates now, over all bots. */
  get heldPolls(): number {
    return this.#world.bots.reduce((sum, { polls }) => sum + polls.held, 0);
  }

  /** Hears of every update and message until the returned function is called. */
  observe(observer: Observer): () => void {
    this.#world.observers.add(observer);
    return () => this.#world.observers.delete(observer);
  }

  /** Puts a fault in place. Of several that fit a call, the oldest hits it. */
  inject(fault: Fault, scope: FaultScope = {}): Injection {
    return this.#faults.inject(fault, scope);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Resets the connections of the polls held now, of one bot or of all; returns how many. */
  cutPolls(bot?: Bot): number {
    return this.#gateway.cutPolls(bot);
  }

  /** Opens one more address, for one program alone. Outages are there too. */
  async entrance(): Promise<Entrance> {
    const listener = await Listener.open((request, response) => {
      const target = targetOf(request.url ?? "");
      if (target?.kind === "method") {
        entrance.note({ token: target.token, method: target.name, atMs: this.#world.switches.clock.now() });
      }
      this.#gateway.handle(request, response);
    });
    const entrance = new Entrance(listener);
    this.#entrances.add(entrance);
    return entrance;
  }

  /** Resets all connections and refuses new ones until {@link accept}. */
  async refuse(): Promise<void> {
    await Promise.all([this.#listener, ...this.#entrances].map((listener) => listener.refuse()));
  }

  /** Listens again on the same ports. */
  async accept(): Promise<void> {
    await Promise.all([this.#listener, ...this.#entrances].map((listener) => listener.accept()));
  }

  /** {@link refuse}s for a while of real time. */
  async outage(ms: number): Promise<void> {
    await this.refuse();
    await sleep(ms);
    await this.accept();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#listener, ...this.#entrances].map((listener) => listener[Symbol.asyncDispose]()));
  }
}
