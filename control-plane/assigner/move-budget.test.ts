import { describe, expect, test } from "vitest";
import { MoveBudget } from "./move-budget.ts";

const moved = (balancing: number) => ({ balancing, level: false });
const level = (balancing = 0) => ({ balancing, level: true });
const members = (...ids: string[]) => new Set(ids);

function budget() {
  const time = { now: 0 };
  return { time, budget: new MoveBudget({ now: () => time.now }) };
}

describe("a budget of moves", () => {
  test("is one runtime's part when a runtime joins", () => {
    const { budget: moves } = budget();
    expect(moves.left(100, members("a", "b", "c"))).toBe(34);
    moves.spend(moved(20));
    expect(moves.left(100, members("a", "b", "c"))).toBe(14);
    expect(moves.left(100, members("a", "b", "c", "d"))).toBe(25);
  });

  test("is not renewed when a runtime leaves", () => {
    const { budget: moves } = budget();
    moves.left(100, members("a", "b"));
    moves.spend(moved(50));
    expect(moves.left(100, members("a"))).toBe(0);
  });

  test("is used up when everything is even", () => {
    const { budget: moves } = budget();
    moves.left(100, members("a", "b"));
    moves.spend(moved(10));
    expect(moves.left(100, members("a", "b"))).toBe(40);
    moves.spend(level());
    expect(moves.left(100, members("a", "b"))).toBe(0);
  });

  test("is used up by the moves that make all even, also while they are made", () => {
    const { budget: moves } = budget();
    moves.left(100, members("a", "b"));
    moves.spend(level(20));
    expect(moves.left(100, members("a", "b"))).toBe(0);
  });

  test("is kept for what came to nothing", () => {
    const { budget: moves } = budget();
    moves.left(100, members("a", "b"));
    moves.spend(level(20), 5);
    expect(moves.left(100, members("a", "b"))).toBe(35);
    moves.spend(moved(20), 25);
    expect(moves.left(100, members("a", "b"))).toBe(35);
  });

  test("is a part for each that is without shards, whenever that is, and however many have come at once", () => {
    const { budget: moves } = budget();
    expect(moves.left(100, members("a", "b", "c", "d"), 2)).toBe(50);
    moves.spend(level(50));
    expect(moves.left(100, members("a", "b", "c", "d"))).toBe(0);
    expect(moves.left(100, members("a", "b", "c", "d"), 1)).toBe(25);
  });

  test("is renewed after a while, as bots and traffic change", () => {
    const { budget: moves, time } = budget();
    moves.left(100, members("a", "b"));
    moves.spend(level());
    time.now += 5 * 60_000;
    expect(moves.left(100, members("a", "b"))).toBe(50);
  });
});
