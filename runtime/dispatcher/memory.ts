/** How much of what waits is in memory, of all bots and of each, and whether there may be more. */
import type { BotLanes } from "./bot-lanes.ts";
import type { Held } from "./lane.ts";
import type { Limits } from "./limits.ts";

/** What is held of a bot. */
type Holding = Pick<BotLanes<unknown>, "held" | "lanes" | "backlog">;

export class Memory {
  readonly #limits: Limits;
  #jobs = 0;
  #bytes = 0;
  #lanes = 0;
  /** Pages that are being read, each of as many bytes as a lane may hold. */
  #pages = 0;
  #isCrowded = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Jobs in memory now. */
  get jobs(): number {
    return this.#jobs;
  }

  /** From when it is full until half of it is free again: what came meanwhile would only be read from the inbox, one by one. */
  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  /** A lane was taken into memory. */
  opened(): void {
    this.#lanes++;
  }

  /** A lane is in memory no more, and held nothing. */
  closed(): void {
    this.#lanes--;
  }

  /** A bot is in memory no more. */
  left({ held, lanes }: Holding): void {
    this.#jobs -= held.jobs;
    this.#bytes -= held.bytes;
    this.#lanes -= lanes.size;
    this.#look();
  }

  /** A lane of a bot holds more or less `now` than `before`. */
  recount({ held }: Holding, before: Held, now: Held): void {
    const jobs = now.jobs - before.jobs;
    const bytes = now.bytes - before.bytes;
    held.jobs += jobs;
    held.bytes += bytes;
    held.behind += now.behind - before.behind;
    this.#jobs += jobs;
    this.#bytes += bytes;
    this.#look();
  }

  /** Whether nobody should bring more of a bot for now. */
  isFull({ backlog, held }: Holding, coming: number): boolean {
    const { heldPerBot, behindPerBot, crowdedPerBot } = this.#limits;
    if (backlog !== null || held.jobs + coming >= heldPerBot || held.behind >= behindPerBot) return true;
    return this.#isCrowded && held.jobs + held.behind + coming >= crowdedPerBot;
  }

  #holdsPart(part: number): boolean {
    const { held, heldBytes, bytesPerLane } = this.#limits;
    return this.#jobs >= part * held || this.#bytes + this.#pages * bytesPerLane >= part * heldBytes;
  }

  #look(): void {
    this.#isCrowded = this.#holdsPart(this.#isCrowded ? 0.5 : 1);
  }

  /** Whether a lane that holds so much may hold one more. */
  roomForJob({ jobs, bytes }: Held): boolean {
    const { heldPerLane, bytesPerLane } = this.#limits;
    return !this.#holdsPart(1) && jobs < heldPerLane && (jobs === 0 || bytes < bytesPerLane);
  }

  /** @returns whether a page of a lane may be read, that holds so much: room is kept for it until {@link pageRead} */
  readPage(held: Held): boolean {
    const mayRead = this.roomForJob(held);
    if (mayRead) this.#pages++;
    return mayRead;
  }

  /** What was read is counted from here on. */
  pageRead(): void {
    this.#pages--;
    this.#look();
  }

  /** How many more lanes of a bot there may be. */
  roomForLanes({ lanes }: Holding): number {
    const { lanes: inAll, lanesPerBot, lanesForAnyBot } = this.#limits;
    const most = Math.max(lanesForAnyBot, Math.min(lanesPerBot, inAll - this.#lanes + lanes.size));
    return Math.max(most - lanes.size, 0);
  }
}
