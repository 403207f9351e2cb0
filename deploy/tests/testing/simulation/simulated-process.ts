/** A process in virtual time: what it asks of others takes a while, and it can be frozen, or killed, at any moment. */
import type { Random } from "#shared/testing/random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** A server that processes talk to. While it is away, who asks hears nothing, until its patience ends. */
export interface SimulatedServer {
  away: boolean;
}

const patienceMs = 700;

export class SimulatedProcess {
  readonly name: string;
  readonly #time: VirtualTime;
  readonly #random: Random;
  #frozenUntil = 0;
  killed = false;

  constructor(name: string, time: VirtualTime, random: Random) {
    this.name = name;
    this.#time = time;
    this.#random = random;
  }

  get running(): boolean {
    return !this.killed && this.#time.now() >= this.#frozenUntil;
  }

  freeze(ms: number): void {
    this.#frozenUntil = this.#time.now() + ms;
  }

  /** Resolves after a while, and not before the process runs again. Never, once it is killed. */
  async sleep(ms: number): Promise<void> {
    await this.#time.sleep(ms);
    while (this.#time.now() < this.#frozenUntil) await this.#time.sleep(this.#frozenUntil - this.#time.now());
    if (this.killed) await new Promise(() => {});
  }

  /** The same, or until `wake` is called. */
  async pause(ms: number, onWakeable: (wake: () => void) => void): Promise<void> {
    const woken = Promise.withResolvers<void>();
    const callOff = this.#time.after(ms, woken.resolve);
    onWakeable(woken.resolve);
    await woken.promise;
    callOff();
    await this.sleep(0);
  }

  /** Everything that `api` offers, as over a network. */
  remote<Api extends object>(api: Api, server: SimulatedServer): Api {
    const ask = async (call: () => unknown) => {
      await this.#time.sleep(this.#latencyMs());
      if (server.away) {
        await this.sleep(patienceMs);
        throw new Error("No answer");
      }
      const answer = await call();
      await this.sleep(this.#latencyMs());
      return answer;
    };
    return new Proxy(api, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => ask(() => method.apply(target, args));
      },
    });
  }

  /** Mostly quick; now and then an answer takes long. */
  #latencyMs(): number {
    return this.#random.next() < 0.02 ? this.#random.between(50, 600) : this.#random.between(0.2, 5);
  }
}
