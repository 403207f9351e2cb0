/** How many deliveries are under way at once: in all, to one host, and for one tenant. So who is slow delays only itself. */

export interface Candidate {
  readonly id: string;
  readonly host: string;
  readonly tenantId: string;
}

interface Limits {
  all: number;
  host: number;
  tenant: number;
}

const defaults: Limits = { all: 64, host: 4, tenant: 16 };

export class Slots {
  readonly #limits: Limits;
  readonly #hosts = new Map<string, number>();
  readonly #tenants = new Map<string, number>();
  #taken = 0;

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { ...defaults, ...limits };
  }

  get free(): number {
    return this.#limits.all - this.#taken;
  }

  get fullHosts(): string[] {
    return full(this.#hosts, this.#limits.host);
  }

  get fullTenants(): string[] {
    return full(this.#tenants, this.#limits.tenant);
  }

  /** Takes a slot if there is one. */
  take({ host, tenantId }: Candidate): boolean {
    const { all, host: perHost, tenant } = this.#limits;
    if (this.#taken >= all || count(this.#hosts, host) >= perHost || count(this.#tenants, tenantId) >= tenant)
      return false;
    this.#add({ host, tenantId }, 1);
    return true;
  }

  giveBack(candidate: Candidate): void {
    this.#add(candidate, -1);
  }

  #add({ host, tenantId }: Omit<Candidate, "id">, change: 1 | -1): void {
    this.#taken += change;
    add(this.#hosts, host, change);
    add(this.#tenants, tenantId, change);
  }
}

const count = (counts: ReadonlyMap<string, number>, key: string) => counts.get(key) ?? 0;
const full = (counts: ReadonlyMap<string, number>, limit: number) =>
  [...counts].flatMap(([key, taken]) => (taken >= limit ? key : []));

function add(counts: Map<string, number>, key: string, change: number): void {
  const left = count(counts, key) + change;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
}
