/**
 * What the members of a cluster understand of one another's work. A runtime's name tells its generation, and so it is known
 * wherever the runtime is named: by its lease, its shards and its sessions, with nothing that could be missing or old.
 *
 * - 1: names without a generation, of releases to 0.1.0
 * - 2: knows orders that wait for a model or a tenant's server in lanes of their own (`runtime/turn/order.ts`)
 *
 * It grows with a release that leaves in the database what the one before would misread.
 */
import { randomUUID } from "node:crypto";

const generation = 2;

/** @returns a name that no other runtime has */
export const newRuntimeName = (): string => `rt-${randomUUID().slice(0, 13)}-g${generation}`;

const generationOf = (runtime: string): number => Number(/-g(\d+)$/.exec(runtime)?.[1] ?? 1);

/** Whether that runtime carries orders out. One that does not takes them for messages that have just come. */
export const knowsOrders = (runtime: string): boolean => generationOf(runtime) >= 2;
