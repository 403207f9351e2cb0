/** What of one bot is in memory: its lanes, and what is known of those that are not. It is gone when there is none. */
import type { Backlog } from "./backlog.ts";
import type { Held, Lane } from "./lane.ts";
import { Queue } from "./queue.ts";

export class BotLanes<Bot> {
  readonly bot: Bot;
  readonly lanes = new Map<string, Lane<Bot>>();
  /** Lanes with something to do now. */
  readonly ready = new Queue<Lane<Bot>>();
  /** Of all its lanes. */
  readonly held: Held = { jobs: 0, bytes: 0, behind: 0 };
  /** How many of its lanes are at work. */
  running = 0;
  /** Lanes that are left in the inbox; `null` when all that have something are here. */
  backlog: Backlog | null = null;
  /** Resolves when there is room again for more of its jobs. */
  room: PromiseWithResolvers<void> | null = null;

  constructor(bot: Bot) {
    this.bot = bot;
  }

  get isEmpty(): boolean {
    return this.lanes.size === 0 && this.backlog === null;
  }
}
