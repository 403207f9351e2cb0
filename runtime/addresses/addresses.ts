/**
 * Which number stands for whom outside, bot by bot. Any runtime may give out a number, at any time: whoever comes second
 * finds the first one's, so that one external id is one number for good.
 */
import type { Pool } from "pg";
import { isLocal } from "#shared/addresses.ts";
import { recentlyUsed } from "#shared/recently-used.ts";
import { BotGone } from "../committer/bot-gone.ts";
import { type AddressKind, holdsLong, type Outside, outsideIn, replaceLong } from "./exact-ids.ts";

export interface Addresses {
  /**
   * Puts local ids in the place of the long integers of what was read, in each of `all`; those that have none yet are given
   * one.
   *
   * @throws {BotGone} when the bot was deleted, and one of them has no local id
   */
  takeIn(botId: string, all: readonly unknown[]): Promise<void>;
  /** @returns by which external id each of `ids` is known; most numbers are their own */
  externals(botId: string, ids: readonly number[]): Promise<(id: number) => string>;
}

interface Address {
  kind: AddressKind;
  external: string;
  local: number;
}

/** Of all bots served here, each way. */
const remembered = 50_000;

export function createAddresses({ pool }: { pool: Pool }): Addresses {
  const locals = recentlyUsed<number>({ max: remembered });
  const externals = recentlyUsed<string>({ max: remembered });
  const localKey = (botId: string, local: number) => `${botId} ${local}`;

  const remember = (botId: string, { kind, external, local }: Address): void => {
    locals.set(`${botId} ${kind} ${external}`, local);
    externals.set(localKey(botId, local), external);
  };

  /** Adds to `known` what the database knows of `outside`. */
  const find = async (botId: string, outside: readonly Outside[], known: Map<string, number>): Promise<void> => {
    const { rows } = await pool.query<Address>(
      `select a.kind, a.external, a.local::float8 as local from unnest($2::text[], $3::text[]) as o(kind, external)
       join addresses a on a.bot_id = $1 and a.kind = o.kind and a.external = o.external`,
      [botId, ...columnsOf(outside)],
    );
    for (const address of rows) {
      remember(botId, address);
      known.set(`${address.kind} ${address.external}`, address.local);
    }
  };

  const make = (botId: string, outside: readonly Outside[]) =>
    pool.query(
      `insert into addresses (bot_id, tenant_id, kind, external, local)
       select b.id, b.tenant_id, o.kind, o.external,
         nextval('address_local') * case when starts_with(o.external, '-') then -1 else 1 end
       from bots b, unnest($2::text[], $3::text[]) as o(kind, external) where b.id = $1
       order by o.kind, o.external
       on conflict do nothing`,
      [botId, ...columnsOf(outside)],
    );

  return {
    async takeIn(botId, all) {
      const wanted = new Map(
        all.filter(holdsLong).flatMap((read) => outsideIn(read).map((outside) => [nameOf(outside), outside] as const)),
      );
      const known = new Map<string, number>();
      for (const name of wanted.keys()) {
        const local = locals.get(`${botId} ${name}`);
        if (local !== undefined) known.set(name, local);
      }
      const missing = () => [...wanted].flatMap(([name, outside]) => (known.has(name) ? [] : [outside]));
      if (known.size < wanted.size) await find(botId, missing(), known);
      if (known.size < wanted.size) {
        await make(botId, missing());
        await find(botId, missing(), known);
      }
      if (known.size < wanted.size) throw new BotGone();
      for (const read of all) if (holdsLong(read)) replaceLong(read, (outside) => known.get(nameOf(outside))!);
    },

    async externals(botId, ids) {
      const known = new Map<number, string>();
      const missing: number[] = [];
      for (const id of ids.filter(isLocal)) {
        const external = externals.get(localKey(botId, id));
        if (external === undefined) missing.push(id);
        else known.set(id, external);
      }
      if (missing.length > 0) {
        const { rows } = await pool.query<Address>(
          "select kind, external, local::float8 as local from addresses where bot_id = $1 and local = any($2::bigint[])",
          [botId, missing],
        );
        for (const address of rows) {
          remember(botId, address);
          known.set(address.local, address.external);
        }
      }
      return (id) => known.get(id) ?? String(id);
    },
  };
}

const nameOf = ({ kind, id }: Outside): string => `${kind} ${id}`;

const columnsOf = (outside: readonly Outside[]): [AddressKind[], string[]] => [
  outside.map(({ kind }) => kind),
  outside.map(({ id }) => String(id)),
];
