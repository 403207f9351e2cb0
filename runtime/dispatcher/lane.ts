/**
 * The jobs of one chat (or user, or kind), in order. A lane keeps few of them in memory; when more come it is
 * `spilled`, and the rest stays in the inbox until the lane gets there.
 */
import type { Bucket } from "./bucket.ts";
import type { Job } from "./job.ts";
import { Queue } from "./queue.ts";

/** What of a lane, or of a bot, is in memory. */
export interface Held {
  jobs: number;
  /** About how much memory they take, as far as somebody has looked. */
  bytes: number;
  /** About how many jobs were left in the inbox. */
  behind: number;
}

interface Parts {
  key: string;
  name: string;
  bucket: Bucket | null;
  /** Whether it has jobs in the inbox already. */
  spilled: boolean;
}

export class Lane<Bot> {
  readonly bot: Bot;
  readonly key: string;
  /** Of the lane among those of all bots. */
  readonly name: string;
  /** How fast it may be answered; `null` while nothing was. */
  bucket: Bucket | null;
  #head: Job | undefined;
  /** Behind the head. Most lanes hold one job at a time, and have none. */
  #rest: Queue<Job> | null = null;
  #bytes = 0;
  /** The newest job ever held here: older or equal ones have been seen. */
  #lastSeq = 0;
  #spilled: boolean;
  /** Grows with each job that is left in the inbox, so that a load knows whether more came meanwhile. */
  #left = 0;
  /** About how many were left there and not taken up yet. */
  #behind = 0;
  /** Where the next load begins if that is before what has been seen: somebody else stored there, and was seen late. */
  #from = Number.POSITIVE_INFINITY;

  constructor(bot: Bot, { key, name, bucket, spilled }: Parts) {
    this.bot = bot;
    this.key = key;
    this.name = name;
    this.bucket = bucket;
    this.#spilled = spilled;
  }

  get head(): Job | undefined {
    return this.#head;
  }

  /** Whether there may be jobs in the inbox that are not in memory. */
  get spilled(): boolean {
    return this.#spilled;
  }

  /** Jobs held in memory. */
  get size(): number {
    return this.#head ? 1 + (this.#rest?.length ?? 0) : 0;
  }

  /** What is held here at this moment. */
  get held(): Held {
    return { jobs: this.size, bytes: this.#bytes, behind: this.#behind };
  }

  /** @param room whether memory may hold one more */
  add(job: Job, room: boolean): void {
    if (job.seq <= this.#lastSeq) return;
    if (this.#spilled || !room) {
      // A lane that was opened for this job has nothing older to look for: what came before is done.
      if (!this.#spilled && this.#lastSeq === 0) this.#lastSeq = job.seq - 1;
      this.#spilled = true;
      this.#left++;
      this.#behind++;
      return;
    }
    this.#hold(job);
    this.#lastSeq = job.seq;
  }

  /**
   * Somebody else has put jobs into the inbox, from `seq` on. What is held here may be among them: it is done when the
   * lane comes to look for more.
   */
  notice(seq: number): void {
    this.#spilled = true;
    this.#left++;
    this.#from = Math.min(this.#from, seq);
  }

  /** Takes up a page of jobs from the inbox. To be called when what was held here is done, and written as such. */
  async refill(load: (afterSeq: number) => Promise<{ jobs: Job[]; more: boolean }>): Promise<void> {
    const left = this.#left;
    const from = this.#from;
    this.#from = Number.POSITIVE_INFINITY;
    try {
      const { jobs, more } = await load(Math.min(this.#lastSeq, from - 1));
      for (const job of jobs) this.#hold(job);
      const last = jobs.at(-1)?.seq ?? 0;
      if (more) this.#from = Math.min(this.#from, last + 1);
      this.#lastSeq = Math.max(this.#lastSeq, last);
      this.#spilled = more || this.#left !== left;
      this.#behind = more ? Math.max(this.#behind - jobs.length, 0) : this.#left - left;
    } catch (error) {
      this.#from = Math.min(this.#from, from);
      throw error;
    }
  }

  replaceHead(job: Job): void {
    this.#bytes += (job.size ?? 0) - (this.#head?.size ?? 0);
    this.#head = job;
  }

  dropHead(): void {
    this.#bytes -= this.#head?.size ?? 0;
    this.#head = this.#rest?.shift();
  }

  #hold(job: Job): void {
    this.#bytes += job.size ?? 0;
    if (!this.#head) {
      this.#head = job;
      return;
    }
    this.#rest ??= new Queue();
    this.#rest.push(job);
  }
}
