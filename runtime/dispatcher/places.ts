/**
 * Who begins next: tenants in their turn, and of each its bots in theirs. Handlers may stay in their places for a minute, so
 * some are always free for whoever comes next: a tenant has a quarter at most while others wait, and takes no place while few
 * are free for as many as it has.
 *
 * When very many wait, a turn comes late. So who had none since all others had theirs begins before them, once, as the new
 * flows of FQ-CoDel do (RFC 8290): who asks for less than its share does not wait for those who want more than theirs.
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
  readonly id: string;
  /** Those that wait and may begin. */
  readonly bots: Rotation<Entry>;
  running: number;
  /** The turn with which all who waited had theirs since its own. */
  nextTurn: number;
}

/** A tenant takes no more places than so many times as are free. Ten of them that take all they get leave a thirtieth. */
const greed = 3;

export class Places<Entry extends Waiting> {
  readonly #limits: Limits;
  readonly #quarter: number;
  /** Those that have places, wait for one, or had their turn in this round. */
  readonly #tenants = new Map<string, Tenant<Entry>>();
  readonly #newcomers = new Rotation<Tenant<Entry>>();
  readonly #turns = new Rotation<Tenant<Entry>>();
  /** Those that want nothing more in this round. */
  readonly #content = new Rotation<Tenant<Entry>>();
  /** How many turns there were of those that are no newcomers. */
  #turn = 0;
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
    const { tenantId: id } = entry.bot;
    let tenant = this.#tenants.get(id);
    if (!tenant) {
      tenant = { id, bots: new Rotation(), running: 0, nextTurn: 0 };
      this.#tenants.set(id, tenant);
      this.#newcomers.add(tenant);
    } else if (!this.#newcomers.has(tenant)) {
      this.#content.remove(tenant);
      this.#turns.add(tenant);
    }
    tenant.bots.add(entry);
  }

  /** It waits no more. */
  leave(entry: Entry): void {
    const tenant = this.#tenants.get(entry.bot.tenantId);
    if (!tenant) return;
    tenant.bots.remove(entry);
    if (tenant.bots.size > 0) return;
    this.#newcomers.remove(tenant);
    this.#turns.remove(tenant);
    this.#forget(tenant);
  }

  /** Gives a place to whose turn it is, who does not wait any more. @returns `undefined` when nobody may have one now */
  take(): Entry | undefined {
    const free = this.#limits.running - this.#running;
    if (free <= 0) return undefined;
    const most = greed * free;
    const fair = Math.min(this.#quarter, most);
    const tenant = this.#next(fair) ?? this.#next(most);
    const entry = tenant?.bots.next();
    if (!tenant || !entry) return undefined;
    this.#hadTurn(tenant);
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
    this.#forget(tenant);
  }

  /** Whose turn it is of those that have fewer places than `most`. Few tenants are passed by: those that have so much. */
  #next(most: number): Tenant<Entry> | undefined {
    const mayBegin = ({ running }: Tenant<Entry>) => running < most;
    return this.#newcomers.find(mayBegin) ?? this.#turns.find(mayBegin);
  }

  #hadTurn(tenant: Tenant<Entry>): void {
    // A newcomer's is nobody else's: else many of them, who come again and again, would leave the others none.
    if (this.#turns.has(tenant)) this.#turn++;
    this.#newcomers.remove(tenant);
    this.#turns.remove(tenant);
    for (let first = this.#content.first; first && first.nextTurn <= this.#turn; first = this.#content.first) {
      this.#content.remove(first);
      this.#forget(first);
    }
    tenant.nextTurn = this.#turn + this.#turns.size;
    (tenant.bots.size > 0 ? this.#turns : this.#content).add(tenant);
  }

  #forget(tenant: Tenant<Entry>): void {
    const isKnown = tenant.running > 0 || tenant.bots.size > 0 || this.#content.has(tenant);
    if (!isKnown) this.#tenants.delete(tenant.id);
  }
}
