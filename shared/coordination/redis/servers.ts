/** What all that is kept in Redis has in common. */
import type { Redis } from "ioredis";

/** Every key of ours begins with this, so that a Redis may serve others too. */
export const keyPrefix = "botfactory:";

/**
 * For what is only a report: it is enough that one of the servers took it, or knows it.
 *
 * @returns the first answer
 * @throws {AggregateError} when nobody answers
 */
export const anywhere = <T>(clients: readonly Redis[], work: (client: Redis) => Promise<T>): Promise<T> =>
  Promise.any(clients.map(work));
