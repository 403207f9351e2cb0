/** A runtime's right to write for a shard. Whatever it writes belongs to one, under the epoch at which it owns it. */
export interface Tenure {
  readonly shard: number;
  /** The shard's fencing number when it was granted to this runtime. */
  readonly epoch: number;
  /** The bot that it is written for; absent for what is the shard's. What is one bot's is written in its order. */
  readonly bot?: string;
}
