/** For what is only a report: it is enough that one of the servers took it, or knows it. */
import type { Redis } from "ioredis";

/** Asks all of them. @returns the first answer; @throws {AggregateError} when nobody answers */
export const anywhere = <T>(clients: readonly Redis[], work: (client: Redis) => Promise<T>): Promise<T> =>
  Promise.any(clients.map(work));
