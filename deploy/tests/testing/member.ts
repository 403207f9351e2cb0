/** One runtime of a cluster, with an address of Telegram's of its own, so that its calls are known from those of others. */
import type { Entrance } from "#shared/testing/telegram/entrance.ts";
import { hasEnded, type Spawned, stop } from "./spawned.ts";
import type { World } from "./world.ts";

export class Member {
  /** As in `shards.owner`. */
  readonly id: string;
  readonly entrance: Entrance;
  readonly #spawned: Spawned;
  #frozen = false;
  #stopping = false;

  private constructor(spawned: Spawned, entrance: Entrance) {
    this.id = spawned.ready;
    this.entrance = entrance;
    this.#spawned = spawned;
  }

  /** @param root the checkout that it is of, if not the world's */
  static async start(world: World, settings: Record<string, string> = {}, root?: string): Promise<Member> {
    const entrance = await world.telegram.entrance();
    const own = {
      TELEGRAM_API_ROOT: entrance.url,
      ...(world.cable && { DATABASE_URL: world.cable.through(world.database.url) }),
    };
    return new Member(await world.start("runtime", { ...own, ...settings }, root), entrance);
  }

  /** Whether it serves, as far as we have let it. */
  get runs(): boolean {
    return !hasEnded(this.#spawned) && !this.#frozen && !this.#stopping;
  }

  get pid(): number {
    return this.#spawned.child.pid!;
  }

  printed(): string {
    return this.#spawned.printed();
  }

  /** @returns the exit code; null when the signal ended it */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.#stopping = true;
    return stop(this.#spawned, signal);
  }

  kill(): Promise<number | null> {
    return this.stop("SIGKILL");
  }

  /** It stands still, and its connections stay open. */
  freeze(): void {
    this.#frozen = true;
    this.signal("SIGSTOP");
  }

  thaw(): void {
    this.#frozen = false;
    this.signal("SIGCONT");
  }

  signal(name: NodeJS.Signals): void {
    this.#spawned.child.kill(name);
  }
}
