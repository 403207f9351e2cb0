/**
 * A process or machine that has no file descriptors, or no buffers, left for a moment: nothing new can be opened, and what
 * is open goes on. That passes, so nothing ends by it: it is shown, and whoever wanted something tries again.
 */
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { background } from "./background.ts";
import type { Program } from "./program.ts";
import { shortageIn } from "./shortages.ts";
import { sleep } from "./sleep.ts";
import type { Vitals } from "./vitals.ts";

interface Deps {
  log: { error(fields: object, message: string): void };
  vitals: Vitals;
}

const lookEveryMs = 1_000;
/** It is told of for so long after it was seen last. */
const toldForMs = 60_000;
const logEveryMs = 10_000;
/** Descriptors kept for this moment: so that somebody who asks what is wrong is answered. */
const reserved = 8;

/** Looks whether this process runs short, and shows it. */
export class Shortage {
  readonly #deps: Deps;
  #reserve: number[] = [];
  #seenAt = Number.NEGATIVE_INFINITY;
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @returns whether `error` is of such a moment; then it is shown */
  note(error: unknown): boolean {
    const code = shortageIn(error);
    if (code === null) return false;
    const { log, vitals } = this.#deps;
    this.#letGo();
    this.#seenAt = performance.now();
    const since = new Date().toISOString();
    vitals.set("shortage", { sentence: sentence(code, since), disabling: false });
    if (this.#seenAt - this.#loggedAt > logEveryMs) {
      this.#loggedAt = this.#seenAt;
      log.error({ error }, sentence(code, since));
    }
    return true;
  }

  /** Until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await sleep(lookEveryMs, signal)) {
      try {
        closeSync(openSync(devNull, "r"));
        if (performance.now() - this.#seenAt > toldForMs) this.#recover();
      } catch (error) {
        this.note(error);
      }
    }
    this.#letGo();
  }

  #recover(): void {
    this.#deps.vitals.set("shortage", null);
    while (this.#reserve.length < reserved) this.#reserve.push(openSync(devNull, "r"));
  }

  #letGo(): void {
    for (const descriptor of this.#reserve.splice(0)) closeSync(descriptor);
  }
}

/** From now on the program ends by no such moment. */
export function endureShortages(program: Program, deps: Deps): void {
  const shortage = new Shortage(deps);
  program.forgives = (error) => shortage.note(error);
  program.work.use(background((signal) => shortage.run(signal)));
}

const sentence = (code: string, at: string) =>
  code === "ENOBUFS"
    ? `The system had no buffers left for connections at ${at} (ENOBUFS): what is new waits`
    : `There were no file descriptors left at ${at} (${code}): what is new waits; raise the limit (ulimit -n)`;
