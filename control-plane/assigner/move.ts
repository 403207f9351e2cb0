/** A shard, and the runtime that is to have it. */
export interface Move {
  shard: number;
  to: string;
}
