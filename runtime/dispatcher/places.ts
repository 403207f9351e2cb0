/**
 * Who begins next: tenants in their turn, and of each its bots in theirs. Handlers may stay in their places for a minute, so
 * some are always free for whoever comes next: a tenant has a quarter at most while others wait, and takes no place while few
 * are free for as many as it has.
 */
import { Rotation } from "./rotation.ts";

interface Limits {
  /** Places in all, and for one bot. */
  running: number;
  runningPerBot: number;
}

/** What is to be known of a bot that waits. It is counted here. */
export interface Waiting {
  readonly bot: { readonly id: string; readonly tenantId: string };
  /** Its places. */
  running: number;
}

interface Tenant<Entry> {
  /** Those that wait and may begin. */
  readonly bots: Rotation<Entry>;
  running: number;
}

/** A tenant takes no more places than so many times as are free. Ten of them that take all they get leave a thirtieth. */
const greed = 3;

export class Places<Entry extends Waiting> {
  readonly #limits: Limits;
  readonly #quarter: number;
  /** Those that have places, or wait for one. */
  readonly #tenants = new Map<string, Tenant<Entry>>();
  readonly #turns = new Rotation<Tenant<Entry>>();
  #running = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#quarter = Math.max(1, Math.floor(limits.running / 4));
  }

  /** Places that are taken. */
  get running(): number {
    return this.#running;
  }

  /** It waits for a place. At its limit it does not stand in line: it is to say so again once it has given one back. */
  wait(entry: Entry): void {
    if (entry.running >= this.#limits.runningPerBot) return;
    const { tenantId } = entry.bot;
    let tenant = this.#tenants.get(tenantId);
    if (!tenant) {
      tenant = { bots: new Rotation(), running: 0 };
      this.#tenants.set(tenantId, tenant);
    }
    tenant.bots.add(entry);
    this.#turns.add(tenant);
  }

  /** It waits no more. */
  leave(entry: Entry): void {
    const tenant = this.#tenants.get(entry.bot.tenantId);
    if (!tenant) return;
    tenant.bots.remove(entry);
    this.#letGo(tenant, entry);
  }

  /** Gives a place to whose turn it is, who does not wait any more. @returns `undefined` when nobody may have one now */
  take(): Entry | undefined {
    const free = this.#limits.running - this.#running;
    if (free <= 0) return undefined;
    const most = greed * free;
    const fair = Math.min(this.#quarter, most);
    // Few tenants are passed by: those that have so much.
    const tenant =
      this.#turns.find(({ running }) => running < fair) ?? this.#turns.find(({ running }) => running < most);
    const entry = tenant?.bots.next();
    if (!tenant || !entry) return undefined;
    this.#turns.remove(tenant);
    if (tenant.bots.size > 0) this.#turns.add(tenant);
    tenant.running++;
    entry.running++;
    this.#running++;
    return entry;
  }

  giveBack(entry: Entry): void {
    const tenant = this.#tenants.get(entry.bot.tenantId)!;
    tenant.running--;
    entry.running--;
    this.#running--;
    this.#letGo(tenant, entry);
  }

  #letGo(tenant: Tenant<Entry>, { bot }: Entry): void {
    if (tenant.bots.size > 0) return;
    this.#turns.remove(tenant);
    if (tenant.running === 0) this.#tenants.delete(bot.tenantId);
  }
}
