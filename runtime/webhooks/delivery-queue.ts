/**
 * Sends what is due, of all tenants, beside the other runtimes. A receiver that is slow or dead delays nobody else; at
 * rest it reads once a second and writes nothing.
 */
import { Alarm } from "#shared/lifecycle/alarm.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import { sleep } from "#shared/lifecycle/sleep.ts";
import type { Log } from "#shared/log.ts";
import type { Attempt } from "./attempt.ts";
import type { Deliveries, Delivery } from "./deliveries.ts";
import { DeliverySlots } from "./delivery-slots.ts";

interface Deps {
  deliveries: Deliveries;
  attempt: Attempt;
  /** Takes up submissions whose action is due. Resolves with how many it took. */
  takeUpActions(): Promise<number>;
  log: Log;
}

const everyMs = 1_000;
/** How long attempts under way may take to end when the queue stops, in milliseconds. */
const drainMs = 8_000;

export class DeliveryQueue {
  readonly #deps: Deps;
  readonly #slots = new DeliverySlots();
  readonly #alarm = new Alarm();
  readonly #running = new Map<string, Promise<void>>();
  readonly #cut = new AbortController();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Something may be due. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Works until `signal` aborts; then lets what is under way end, for a while. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = (error: unknown, inARow: number) => {
      if (inARow === 1) this.#deps.log.warn({ error }, "Webhooks cannot be taken up; trying again");
    };
    await rounds({ everyMs, alarm: this.#alarm, round: () => this.#round(), failed, deafMs: everyMs }, signal);
    await this.#drain();
  }

  /** @returns whether there may be more to do at once */
  async #round(): Promise<boolean> {
    const { deliveries, takeUpActions } = this.#deps;
    const slots = this.#slots;
    const due = await deliveries.due({ hosts: slots.fullHosts, tenants: slots.fullTenants });
    const acted = due.actions ? await takeUpActions() : 0;
    /** By delivery, what gives its slot back. */
    const taken = new Map<string, () => void>();
    for (const candidate of due.deliveries) {
      const giveBack = slots.take(candidate);
      if (giveBack) taken.set(candidate.id, giveBack);
    }
    if (taken.size === 0) return acted > 0;
    let claimed: Delivery[] = [];
    try {
      claimed = await deliveries.claim([...taken.keys()]);
    } finally {
      const ours = new Set(claimed.map(({ id }) => id));
      for (const [id, giveBack] of taken) if (!ours.has(id)) giveBack();
    }
    for (const delivery of claimed) {
      const ending = this.#send(delivery).finally(() => {
        this.#running.delete(delivery.id);
        taken.get(delivery.id)!();
        this.#alarm.ring();
      });
      this.#running.set(delivery.id, ending);
    }
    return claimed.length > 0;
  }

  /** Never rejects: what goes wrong here is taken up again when the claim ends. */
  async #send(delivery: Delivery): Promise<void> {
    const { attempt, deliveries, log } = this.#deps;
    try {
      await deliveries.record(delivery, await attempt(delivery, this.#cut.signal));
    } catch (error) {
      if (this.#cut.signal.aborted) return;
      log.warn({ error, delivery: delivery.id }, "A webhook could not be sent or recorded");
    }
  }

  async #drain(): Promise<void> {
    const ended = new AbortController();
    const running = [...this.#running];
    await Promise.race([Promise.all(running.map(([, ending]) => ending)), sleep(drainMs, ended.signal)]);
    ended.abort();
    const left = [...this.#running.keys()];
    if (left.length === 0) return;
    this.#cut.abort(new Error("The runtime stops"));
    await Promise.all(this.#running.values());
    await this.#deps.deliveries
      .release(left)
      .catch((error: unknown) => this.#deps.log.warn({ error }, "Webhooks could not be given back"));
  }
}
