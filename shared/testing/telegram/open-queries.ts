/** Queries that wait for an answer of the bot, and the answers that came in time. */
import { randomInt } from "node:crypto";
import { badRequest } from "#shared/telegram/api-error.ts";
import type { Params } from "#shared/telegram/params.ts";
import type { Clock } from "../clock.ts";
import { lifetimeOf } from "./update-queue.ts";

/** How long who asks waits, where that is shorter than the update lives: in milliseconds. Bot API 10.5, as documented. */
const patienceMs: Record<string, number> = {
  pre_checkout_query: 10_000,
  shipping_query: 10_000,
  chat_join_request: 10_000,
  widget_query: 15_000,
  shared_widget_query: 15_000,
};

export class OpenQueries {
  readonly #clock: Clock;
  readonly #expiresAtMs = new Map<string, number>();
  readonly #answers = new Map<string, Params>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a query of this kind of update and returns its id. */
  open(kind: string): string {
    const id = `${randomInt(2 ** 47)}${randomInt(1000, 10_000)}`;
    this.#expiresAtMs.set(id, this.#clock.now() + (patienceMs[kind] ?? lifetimeOf(kind)));
    return id;
  }

  /** @throws {ApiError} 400 for an id that never was or is too old. Answering again is allowed. */
  answer(id: string, params: Params): void {
    if ((this.#expiresAtMs.get(id) ?? 0) <= this.#clock.now()) {
      throw badRequest("query is too old and response timeout expired or query ID is invalid");
    }
    this.#answers.set(id, params);
  }

  /** The parameters of the latest answer; `null` while there is none. */
  answerTo(id: string): Readonly<Record<string, unknown>> | null {
    return this.#answers.get(id)?.raw ?? null;
  }
}
