/**
 * Levels out what runtimes bear. First the weight, until nobody is off the average by more than one shard; then the
 * number of shards, with those that have no bots and cost nothing to move.
 */
import { byCount, byWeight, type Load, type Loads, least, most } from "./loads.ts";

/** A shard, and the runtime that is to have it. */
export interface Move {
  shard: number;
  to: string;
}

/** A runtime that is off the average by less than this part of it is left alone: traffic comes and goes. */
const tolerance = 0.1;

/** @param budget moves at most */
export function balance(loads: Loads, budget: number): Move[] {
  const moves: Move[] = [];
  if (loads.all.length < 2) return moves;
  for (const next of [nextByWeight, nextByCount]) {
    while (moves.length < budget) {
      const step = next(loads.all);
      if (!step) break;
      loads.move(step.shard, step.from, step.to);
      moves.push({ shard: step.shard.id, to: step.to.runtime });
    }
  }
  return moves;
}

interface Step {
  shard: Load["movable"][number];
  from: Load;
  to: Load;
}

function nextByWeight(all: readonly Load[]): Step | null {
  const [from, to] = [most(all, byWeight), least(all, byWeight)];
  const gap = from.weight - to.weight;
  const helping = from.movable.filter(({ weight }) => weight > 0 && weight < gap);
  if (helping.length === 0) return null;
  const average = all.reduce((sum, { weight }) => sum + weight, 0) / all.length;
  const weights = helping.map(({ weight }) => weight);
  const slack = Math.min(Math.max(...weights), Math.max(average * tolerance, Math.min(...weights)));
  if (from.weight - average <= slack && average - to.weight <= slack) return null;
  const shard = helping.reduce((a, b) => (Math.abs(gap - 2 * b.weight) < Math.abs(gap - 2 * a.weight) ? b : a));
  return { shard, from, to };
}

function nextByCount(all: readonly Load[]): Step | null {
  const giving = all.filter(({ movable }) => movable.some(({ weight }) => weight === 0));
  if (giving.length === 0) return null;
  const [from, to] = [most(giving, byCount), least(all, byCount)];
  if (from.shards - to.shards <= 1) return null;
  return { shard: from.movable.findLast(({ weight }) => weight === 0)!, from, to };
}
