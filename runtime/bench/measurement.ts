/** One line of the results: what stock grammY does, what BotFactory does, and how they compare. */
export interface Measurement {
  what: string;
  /** As in "kB" or "ms". */
  unit: string;
  stock: number;
  botfactory: number;
  /** BotFactory's by stock's. The median of several where they were taken in turns. */
  ratio: number;
  /** What the ratio should be, where something was promised. */
  goal?: { atMost: number } | { atLeast: number };
}

export const meets = ({ ratio, goal }: Measurement): boolean =>
  !goal || ("atMost" in goal ? ratio <= goal.atMost : ratio >= goal.atLeast);

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
