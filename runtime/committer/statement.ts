/**
 * The statement in which the runtime commits: fenced, and whole or not at all.
 *
 * The fence is a gate: every shard concerned must still be owned by this runtime at the expected epoch, and stays locked
 * until the commit. Bots are locked too, so that none can be deleted under its messages; for one that is gone already,
 * nothing is written.
 *
 * Of the seven groups of sections a commit takes those that it has rows for, and it may or may not repeat an earlier one:
 * that makes 256 statements. Each is written, and prepared on a connection, when it is first needed.
 */
import { timeLimits } from "#shared/db/time-limits.ts";
import { type Columns, int, type Parameter, rowsFrom, uuid, valuesOf } from "./columns.ts";
import { type Group, groups, kinds, sections, type Writes } from "./sections.ts";
import type { Tenure } from "./tenure.ts";

/** A statement to prepare, and its parameters, as `pg` takes them. */
export interface Statement {
  name: string;
  text: string;
  values: Parameter[];
}

const botsOf = kinds.flatMap((kind) => {
  const { botOf } = sections[kind];
  return botOf ? [{ kind, botOf }] : [];
});

/** @returns the bots for which `writes` are kept only while they exist */
export function spokenFor(writes: Writes): Set<string> {
  const bots = new Set<string>();
  for (const { kind, botOf } of botsOf) for (const row of writes[kind] ?? []) bots.add(botOf(row));
  return bots;
}

const fenceColumns: Columns<Pick<Tenure, "shard" | "epoch">> = { shard: int, epoch: int };
const botColumns: Columns<{ id: string }> = { id: uuid };
const gateValues = 6;

interface Commit {
  /** Of this one, and of the one that must have happened right before it on the connection; 0 before the first. */
  number: number;
  previous: number;
  owner: string;
  /** The shards that `owner` must own, at these epochs. */
  fence: readonly Tenure[];
  writes: Required<Writes>;
  /** Whether any of it may be there already. */
  repeated: boolean;
}

export function commitStatement({ number, previous, owner, fence, writes, repeated }: Commit): Statement {
  const taken = groups.filter(({ kinds }) => kinds.some((kind) => writes[kind].length > 0));
  const bots = spokenFor(writes);
  const name = [repeated ? "repeat" : "commit", ...taken.map(({ name }) => name)].join(" ");
  return {
    name,
    text: textOf(name, taken, repeated),
    values: [
      owner,
      ...valuesOf(fenceColumns, fence),
      ...valuesOf(
        botColumns,
        [...bots].map((id) => ({ id })),
      ),
      String(previous),
      String(number),
      ...kindsOf(taken).flatMap((kind) => valuesOf(sections[kind].columns, writes[kind])),
    ],
  };
}

const kindsOf = (taken: readonly Group[]) => taken.flatMap(({ kinds }) => kinds);

/** By name. To write one takes longer than all else that is done here for a small commit. */
const texts = new Map<string, string>();

function textOf(name: string, taken: readonly Group[], repeated: boolean): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = write(taken, repeated);
  texts.set(name, text);
  return text;
}

function write(taken: readonly Group[], repeated: boolean): string {
  const takenKinds = kindsOf(taken);
  let next = gateValues + 1;
  const parts = takenKinds.map((kind) => {
    const { columns, sql } = sections[kind];
    const rows = rowsFrom(columns, next);
    next += Object.keys(columns).length;
    return sql(rows, repeated);
  });
  const told = kinds.flatMap((kind) => {
    const taken = takenKinds.includes(kind);
    return Object.entries(sections[kind].tells ?? {}).map(
      ([name, what]) => `,\n  ${taken ? what : "null::json"} as ${name}`,
    );
  });
  return `
with
held as (
  select s.owner = $1 and s.epoch = r.epoch as ours from ${rowsFrom(fenceColumns, 2)} join shards s on s.id = r.shard
  order by s.id for share of s
),
gate as (
  select current_setting('botfactory.commit') = $5 and (select count(*) from held where ours) = cardinality($2) as ok),
living as materialized (
  select b.id from unnest($4::uuid[]) as r(id) join bots b on b.id = r.id order by b.id for key share of b
)${parts.map((part) => `,${part}`).join("")}
select
  (select ok from gate) as ok,
  (select set_config('botfactory.commit', $6, false) from gate where ok) as number,
  (select json_agg(r.id) from unnest($4::uuid[]) as r(id) where (r.id in (select id from living)) is not true) as gone${told.join("")}
`;
}

/**
 * What a connection is told before its first commit, of which there are none yet. It plans the statements once for all,
 * and with a key for every row: of the ways to read a table, the one that is left needs a condition on an index. By its
 * own lights the planner errs: it plans while the tables are empty, and takes every list of rows for a hundred; with
 * large tables it would also compile each commit anew.
 */
export const session = `${timeLimits({ lockMs: 1_000, idleMs: 10_000 })};
  set botfactory.commit = 0;
  set plan_cache_mode = force_generic_plan;
  set enable_seqscan = off;
  set enable_indexscan = off;
  set enable_indexonlyscan = off;
  set jit = off`;
