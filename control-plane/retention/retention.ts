/** Deletes what is past its time, once an hour, in one control plane at a time. */
import { randomUUID } from "node:crypto";
import type { Coordination, Lease } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import { rounds } from "#shared/lifecycle/rounds.ts";
import type { Log } from "#shared/log.ts";
import { forgetPollsOfGone } from "./forgotten-polls.ts";
import { sweep } from "./sweep.ts";

interface Deps {
  orm: Orm;
  files: Pick<FileStore, "deleteUnfinished">;
  coordination: Pick<Coordination, "leases" | "polls">;
  log: Log;
  /** How often, in milliseconds. */
  everyMs?: number;
}

/** Longer than any one batch takes. */
const leaseMs = 60_000;

/** No file takes that long to be stored. */
const unfinishedMs = 24 * 3_600_000;

export class Retention {
  readonly #deps: Required<Deps>;
  readonly #holder = randomUUID();

  constructor({ everyMs = 3_600_000, ...deps }: Deps) {
    this.#deps = { everyMs, ...deps };
  }

  /** Works until `signal` aborts. A pass that fails is tried again at the next hour. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, everyMs } = this.#deps;
    const failed = (error: unknown) => log.error({ error }, "Old data could not be deleted");
    await rounds({ everyMs, round: () => this.#pass(signal), failed }, signal);
  }

  async #pass(signal: AbortSignal): Promise<void> {
    const { orm, files, coordination } = this.#deps;
    const { leases, polls } = coordination;
    const lease = await leases.acquire("retention", this.#holder, leaseMs);
    if (!lease) return;
    try {
      await sweep({ orm, now: new Date(), mayGoOn: () => this.#mayGoOn(lease, signal) });
      await files.deleteUnfinished(new Date(Date.now() - unfinishedMs));
      await forgetPollsOfGone(orm, polls);
    } finally {
      await leases.release(lease);
    }
  }

  async #mayGoOn(lease: Lease, signal: AbortSignal): Promise<boolean> {
    return !signal.aborted && (await this.#deps.coordination.leases.renew(lease, leaseMs));
  }
}
