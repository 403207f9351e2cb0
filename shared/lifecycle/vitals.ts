/** What is wrong with this process itself, or with what it alone looks after: told by `/healthz`. */

export interface Trouble {
  /** One sentence for an operator. */
  readonly sentence: string;
  /** Whether the process can do nothing meanwhile. */
  readonly disabling: boolean;
}

export interface Health {
  status: "ok" | "unavailable";
  /** Absent when there are none. */
  troubles?: string[];
}

export class Vitals {
  readonly #troubles = new Map<string, Trouble>();

  /** @param trouble `null`: it is over */
  set(what: string, trouble: Trouble | null): void {
    if (trouble) this.#troubles.set(what, trouble);
    else this.#troubles.delete(what);
  }

  get health(): Health {
    const troubles = [...this.#troubles.values()];
    return {
      status: troubles.some(({ disabling }) => disabling) ? "unavailable" : "ok",
      ...(troubles.length > 0 && { troubles: troubles.map(({ sentence }) => sentence) }),
    };
  }
}
