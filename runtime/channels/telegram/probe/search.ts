/**
 * Looks for messages whose send was cut off. What is not there yet may still be on its way, and what is there may be the
 * person's: so a search looks several times, and says only what is sure by then.
 */
import type { Pool } from "pg";
import { sleep } from "#shared/lifecycle/sleep.ts";
import { Slots } from "#shared/lifecycle/slots.ts";
import type { Log } from "#shared/log.ts";
import { recentlyUsed } from "#shared/recently-used.ts";
import type { ApiCall } from "../../../turn/api-call.ts";
import type { CutOffSend, Fate } from "../../../turn/fate.ts";
import type { HealthReport } from "../../health.ts";
import { type Told, toldBy } from "./ask.ts";
import { type Beyond, candidatesOf, densityOf, highestOf, mostCandidates, staysTooMany } from "./candidates.ts";
import { type Clues, cluesFrom, readTraces } from "./clues.ts";

export interface SearchDeps {
  pool: Pool;
  callsOf(bot: CutOffSend["bot"]): ApiCall;
  /** How the bot's updates come; `null` where it is not served here any more. */
  healthOf(botId: string): HealthReport | null;
  log: Log;
  /** Telegram was asked, and that is what it told: one word. */
  onAsked?: ((outcome: Told["type"] | "unreachable") => void) | undefined;
  /**
   * Who sent it is dead, or has hung up, when a search begins; so long after that nothing of it arrives any more. In
   * milliseconds.
   */
  arrivalMs: number;
  /** Between two questions of one bot, in milliseconds; 30 by default. */
  gapMs?: number;
}

/** So long is waited for what would make it sure, in milliseconds. */
const patienceMs = 60_000;
/** So long altogether, also for a Telegram that cannot be reached. In milliseconds. */
const giveUpMs = 10 * 60_000;
const usualGapMs = 30;
/** So many bots are asked about at a time: a part of the connections that there are for answers. */
const mostLooks = 20;

/** How far above what is known it is looked for: at first where it is most likely, at last wherever it may be. */
function beyond(clues: Clues, isLast: boolean): Beyond {
  if (!isLast) return { least: 0, most: 3 };
  // Each that was lost as well may have come before it, and of a counter of which little is known much may come.
  const least = 8 + clues.othersLost;
  return { least, most: densityOf(clues) === "dense" ? least + 8 : mostCandidates };
}

/** No message has it. */
const nobodysId = 2 ** 31 - 1;
/** A limit that is longer is not waited for. */
const longestLimitMs = 30_000;
const againMs = 2_000;
const soonMs = 1_500;
const soonestMs = 500;
const longestLookMs = 10_000;
/** So long after a message is there its update has been brought, if it is the person's and updates come. In milliseconds. */
const longestHearingMs = 2_000;
const witnessesAsked = 3;
/** What is cut off each time that it is sent is given up. */
const mostAbsences = 3;

/** What a search remembers from one look to the next. Times are `performance.now()`. */
interface Course {
  readonly begun: number;
  /** When Telegram was first heard; `null` before that. */
  heard: number | null;
  /** Ids that are not its own, and will not be. */
  readonly cleared: Set<number>;
  found: { id: number; at: number } | null;
  /** The highest id known when nothing could arrive any more. */
  settledAt: number | null;
  /** Since when all is asked, and it is not sure all the same. */
  unsure: number | null;
}

const newCourse = (): Course => ({
  begun: performance.now(),
  heard: null,
  cleared: new Set(),
  found: null,
  settledAt: null,
  unsure: null,
});

/** One look at a message, and what came of those before. */
interface Look {
  readonly send: CutOffSend;
  readonly course: Course;
  readonly begun: number;
}

/** Why a look ends early. */
class NoAnswer extends Error {
  readonly fate: Fate;
  constructor(fate: Fate) {
    super("Telegram does not tell");
    this.fate = fate;
  }
}

export class Search {
  readonly #deps: SearchDeps;
  readonly #places = new Slots({ inAll: mostLooks, perKey: 1 });
  readonly #courses = recentlyUsed<Course>({ max: 10_000 });
  /** How often it was said of a message that it is not there: then it was sent again, and cut off again. */
  readonly #absences = recentlyUsed<number>({ max: 10_000 });
  /** Whether the server does not answer as Telegram does: then it is not asked any more. */
  #isOff = false;

  constructor(deps: SearchDeps) {
    this.#deps = deps;
  }

  /** Looks once. To be called again when it is still open. Never rejects. */
  async look(send: CutOffSend): Promise<Fate> {
    if (this.#isOff) return { type: "unknown" };
    const leave = this.#places.take(send.bot.id);
    // Not all at the same time, when they come again.
    if (!leave) return { type: "open", waitMs: soonestMs * (0.5 + Math.random()) };
    try {
      return await this.#goOn(send);
    } finally {
      leave();
    }
  }

  async #goOn(send: CutOffSend): Promise<Fate> {
    // Whoever else had the bot meanwhile may have sent it again.
    const key = `${send.bot.tenure.epoch}:${send.seq}:${send.step}`;
    const absences = this.#absences.get(key) ?? 0;
    if (absences >= mostAbsences) return { type: "unknown" };
    const course = this.#courses.get(key) ?? newCourse();
    this.#courses.set(key, course);
    const fate = await this.#look({ send, course, begun: performance.now() }).catch((error: unknown): Fate => {
      if (error instanceof NoAnswer) return error.fate;
      this.#deps.log.warn({ error, bot: send.bot.id }, "A message that may have been sent cannot be looked for");
      return { type: "open", waitMs: againMs };
    });
    const now = performance.now();
    const isLate = now - course.begun > giveUpMs || now - (course.unsure ?? now) > patienceMs;
    if (fate.type === "open" && !isLate) return fate;
    this.#courses.delete(key);
    if (fate.type === "absent") this.#absences.set(key, absences + 1);
    return fate.type === "open" ? { type: "unknown" } : fate;
  }

  async #look(look: Look): Promise<Fate> {
    const { pool, arrivalMs } = this.#deps;
    const { send, course } = look;
    const clues = cluesFrom(await readTraces(pool, send), send);
    if (!clues) return { type: "unknown" };

    const age = course.heard === null ? 0 : performance.now() - course.heard;
    const isLast = age >= arrivalMs;
    const candidates = candidatesOf(clues, beyond(clues, isLast));
    if (!candidates) {
      const isInVain = isLast || staysTooMany(clues, clues.heardUpTo, clues.othersOpen);
      return isInVain ? { type: "unknown" } : this.#later(look, arrivalMs - age);
    }

    const highest = highestOf(clues);
    for (const id of candidates) {
      if (course.cleared.has(id)) continue;
      if (await this.#isThere(look, id)) return this.#found(look, { id, clues, age });
      // What comes late comes higher than what was there before it.
      if (isLast || id < highest) course.cleared.add(id);
    }
    // It was there, and nobody has written it: somebody has taken it away.
    if (course.found && !clues.known.has(course.found.id)) return { type: "unknown" };
    course.found = null;
    if (!isLast) return this.#later(look, Math.min(arrivalMs - age, Math.max(age, soonMs)));

    // Ids go to others of whom nobody here hears: how many, shows once one is seen that was given after all this.
    course.settledAt ??= highest;
    if (densityOf(clues) === "sparse" && highest <= course.settledAt) return this.#unsure(course, againMs);
    return (await this.#tellsWhatIsThere(look, clues)) ? { type: "absent" } : { type: "unknown" };
  }

  /** There is a message that nobody here knows: ours, unless it is the person's, and only not heard of yet. */
  #found({ send, course }: Look, { id, clues, age }: { id: number; clues: Clues; age: number }): Fate {
    const { healthOf, arrivalMs } = this.#deps;
    // Which of two it is, nobody can tell, unless the other one is only on its way.
    if (clues.hasTwins) return age >= arrivalMs ? { type: "unknown" } : { type: "open", waitMs: soonMs };
    // It may be somebody's who does not write to the bot.
    if (send.chatId < 0 && densityOf(clues) === "sparse") return { type: "unknown" };
    if (id < clues.heardUpTo) return { type: "arrived", messageId: id };
    const now = performance.now();
    const found = course.found?.id === id ? course.found : { id, at: now };
    course.found = found;
    const heardMs = Math.min(longestHearingMs, arrivalMs);
    const health = healthOf(send.bot.id);
    const hears = health?.state === "running";
    // Before that it may be its last owner that was brought something.
    const hasHeard = performance.timeOrigin + course.begun <= (health?.lastPollAt ?? 0);
    if (hears && now - found.at >= heardMs && (hasHeard || age >= arrivalMs)) return { type: "arrived", messageId: id };
    return this.#unsure(course, Math.max(heardMs - (now - found.at), soonestMs));
  }

  #unsure(course: Course, waitMs: number): Fate {
    course.unsure ??= performance.now();
    return { type: "open", waitMs };
  }

  /** Hears that Telegram is there, from when on a message may be waited for. */
  async #later(look: Look, waitMs: number): Promise<Fate> {
    if (look.course.heard === null) await this.#ask(look, nobodysId);
    return { type: "open", waitMs };
  }

  /** A server that says of what is there that it is not is believed nothing. Whoever deletes messages may mislead it. */
  async #tellsWhatIsThere(look: Look, { witnesses }: Clues): Promise<boolean> {
    for (const id of witnesses.slice(0, witnessesAsked)) if (await this.#isThere(look, id)) return true;
    return false;
  }

  /** @throws {NoAnswer} */
  async #isThere(look: Look, id: number): Promise<boolean> {
    const told = await this.#ask(look, id);
    switch (told.type) {
      case "there":
      case "not_there":
        return told.type === "there";
      case "limited":
        throw new NoAnswer(told.waitMs > longestLimitMs ? { type: "unknown" } : { type: "open", waitMs: told.waitMs });
      case "odd":
        await this.#doubt(look);
        throw new NoAnswer({ type: "unknown" });
      default:
        throw new NoAnswer({ type: "unknown" });
    }
  }

  /** Something odd was said. Where it is about the server itself, it is not asked any more. */
  async #doubt(look: Look): Promise<void> {
    const told = await this.#ask(look, nobodysId);
    if (told.type === "not_there" || told.type === "limited") return;
    this.#isOff = true;
    this.#deps.log.warn({}, "The Bot API server does not tell whether a message is there: what is lost stays unknown");
  }

  /** @throws {NoAnswer} */
  async #ask({ send: { bot, chatId, signal }, course, begun }: Look, id: number): Promise<Told> {
    await sleep(this.#deps.gapMs ?? usualGapMs, signal);
    // The place is others' meanwhile.
    if (performance.now() - begun > longestLookMs) throw new NoAnswer({ type: "open", waitMs: soonestMs });
    if (signal.aborted) throw new NoAnswer({ type: "open", waitMs: againMs });
    const { callsOf, onAsked } = this.#deps;
    try {
      const payload = { chat_id: chatId, message_id: id };
      const told = toldBy(await callsOf(bot)("stopPoll", payload, signal));
      // That there is a limit, or a fault, may be said by what stands in front of it, and holds a message back.
      if (told.type !== "limited") course.heard ??= performance.now();
      onAsked?.(told.type);
      return told;
    } catch {
      onAsked?.("unreachable");
      throw new NoAnswer({ type: "open", waitMs: againMs });
    }
  }
}
