/**
 * By which ids a lost message may stand in its chat: those of its counter that came after all that stood there before it
 * was sent, and that are nobody else's as far as is known. Few enough, they can all be asked for.
 */

/** So many ids are asked for at most. */
export const mostCandidates = 64;

export interface Numbering {
  /** The highest id that was given before the message was sent. */
  readonly after: number;
  /** Ids of other messages of the same counter. */
  readonly known: ReadonlySet<number>;
}

/** The highest id known to be given; `after` where none came later. */
export function highestOf({ after, known }: Numbering): number {
  let highest = after;
  for (const id of known) if (id > highest) highest = id;
  return highest;
}

/** How many ids are asked for above the highest that is known: as many as there is room for, between these. */
export interface Beyond {
  readonly least: number;
  readonly most: number;
}

/** @returns rising; `null` where there are more than may be asked for */
export function candidatesOf(numbering: Numbering, beyond: Beyond): number[] | null {
  const { after, known } = numbering;
  const highest = highestOf(numbering);
  // Most of a long stretch is known; one that is longer than all that is known and may be asked for is not looked through.
  if (highest - after > known.size + mostCandidates) return null;
  const candidates: number[] = [];
  for (let id = after + 1; id <= highest; id++) if (!known.has(id)) candidates.push(id);
  const room = mostCandidates - candidates.length;
  if (room < beyond.least) return null;
  for (let n = 1; n <= Math.min(room, beyond.most); n++) candidates.push(highest + n);
  return candidates;
}

/**
 * Whether there are more than may be asked for, also once all is known that may be.
 *
 * @param heardUpTo whatever came in below it is known
 * @param open messages that were sent, and whose id is not known yet
 */
export function staysTooMany({ after, known }: Numbering, heardUpTo: number, open: number): boolean {
  let unknown = heardUpTo - after;
  for (const id of known) if (id > after && id <= heardUpTo) unknown--;
  return unknown - open > mostCandidates;
}

/** How far back is looked for ids that nobody here knows. */
const lookBack = 64;

/**
 * - `dense`: nearly all ids that were given of late are known
 * - `sparse`: many go to messages of which nobody here hears, as those of another program that has the same token, or of
 *   people in a group who do not write to the bot: then what comes next in the counter cannot be foreseen
 * - `new`: too little is known to say
 */
export type Density = "dense" | "sparse" | "new";

export function densityOf({ after, known }: Numbering): Density {
  const earlier = [...known].filter((id) => id <= after && id > after - lookBack);
  const first = earlier.reduce((least, id) => Math.min(least, id), after);
  const given = after - first + 1;
  const unknown = given - earlier.length;
  if (unknown > given / 4) return "sparse";
  return given >= lookBack / 2 && unknown <= given / 8 ? "dense" : "new";
}
