/** What a runtime is about, in one word. */
import type { Runtime } from "#shared/schemas/cluster.ts";

/**
 * - `alive`: serves bots
 * - `draining`: hands over what it has
 * - `empty`: has handed over everything, and is given nothing
 * - `gone`: holds no lease; others take over what it has
 * - `unknown`: nobody can tell, for coordination is away
 */
export type RuntimeState = "alive" | "draining" | "empty" | "gone" | "unknown";

export function stateOf({ alive, draining, shards }: Pick<Runtime, "alive" | "draining" | "shards">): RuntimeState {
  if (alive === null) return "unknown";
  if (!alive) return "gone";
  if (!draining) return "alive";
  return shards > 0 ? "draining" : "empty";
}

/** Whether somebody else could take what `runtime` has. */
export const canBeDrained = (
  runtime: Pick<Runtime, "id">,
  all: readonly Pick<Runtime, "id" | "alive" | "draining">[],
): boolean => all.some((other) => other.id !== runtime.id && other.alive && !other.draining);
