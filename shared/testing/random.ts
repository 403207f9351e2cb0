/** Chance that can be repeated: the same seed gives the same numbers, in the same order. */
export interface Random {
  /** 0 to 1, without 1. */
  next(): number;
  /** `min` to `max`, without `max`. */
  between(min: number, max: number): number;
  /** @throws {RangeError} when there is nothing to pick from */
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** @param seed any whole number */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: small, and more than even enough for tests.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    pick(items) {
      if (items.length === 0) throw new RangeError("There is nothing to pick from");
      return items[Math.floor(next() * items.length)]!;
    },
    shuffled(items) {
      const rest = [...items];
      const shuffled = [];
      while (rest.length > 0) shuffled.push(...rest.splice(Math.floor(next() * rest.length), 1));
      return shuffled;
    },
  };
}
