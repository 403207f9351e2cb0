import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candidatesOf, densityOf, highestOf, mostCandidates, type Numbering, staysTooMany } from "./candidates.ts";

/** Whose each id is that is given after the last one before the message: a message that is known here, or is not. */
const given = fc.array(fc.constantFrom("known", "known", "stranger"), { maxLength: 150, size: "max" });
const beyonds = fc
  .tuple(fc.nat(mostCandidates), fc.nat(mostCandidates))
  .map(([least, more]) => ({ least, most: least + more }));

/** What is known of a counter that gave these ids after `after`. */
function numberingOf(after: number, owners: readonly string[], before: readonly number[] = []): Numbering {
  const known = owners.flatMap((owner, n) => (owner === "known" ? [after + 1 + n] : []));
  return { after, known: new Set([...known, ...before, after]) };
}

describe("the candidates for a lost message", () => {
  const cases = fc.record({
    after: fc.integer({ min: 1, max: 2 ** 31 }),
    owners: given,
    at: fc.nat(150),
    beyond: beyonds,
    before: fc.array(fc.integer({ min: 1, max: 2 ** 31 }), { maxLength: 20 }),
  });

  test("hold its id wherever it came, or are too many, as long as nobody unheard of has pushed it further than is asked", () => {
    let found = 0;
    let tooMany = 0;
    fc.assert(
      fc.property(cases, ({ after, owners, at, beyond, before }) => {
        const place = Math.min(at, owners.length);
        const all = [...owners.slice(0, place), "lost", ...owners.slice(place)];
        const numbering = numberingOf(
          after,
          all,
          before.filter((id) => id <= after),
        );
        const lost = after + 1 + place;
        const candidates = candidatesOf(numbering, beyond);
        if (candidates === null) {
          const last = all.lastIndexOf("known");
          const unheard = all.slice(0, last + 1).filter((owner) => owner !== "known").length;
          expect(unheard + beyond.least).toBeGreaterThan(mostCandidates);
          tooMany++;
        } else if (lost <= highestOf(numbering) + beyond.least) {
          expect(candidates).toContain(lost);
          found++;
        }
      }),
    );
    expect(found).toBeGreaterThan(0);
    expect(tooMany).toBeGreaterThan(0);
  });

  test("are few, rise, come after all that was there before, and are nobody else's", () => {
    fc.assert(
      fc.property(cases, ({ after, owners, beyond, before }) => {
        const numbering = numberingOf(after, owners, before);
        const candidates = candidatesOf(numbering, beyond);
        if (candidates === null) return;
        expect(candidates.length).toBeLessThanOrEqual(mostCandidates);
        expect(candidates).toEqual([...new Set(candidates)].sort((a, b) => a - b));
        for (const id of candidates) {
          expect(id).toBeGreaterThan(after);
          expect(numbering.known.has(id)).toBe(false);
        }
        const above = candidates.filter((id) => id > highestOf(numbering)).length;
        expect(above).toBeGreaterThanOrEqual(beyond.least);
        expect(above).toBe(Math.min(beyond.most, mostCandidates - (candidates.length - above)));
      }),
    );
  });

  test("stay too many only where they still are once all that is open is known", () => {
    let stayed = 0;
    const sparse = fc.array(fc.constantFrom("known", "stranger", "stranger"), { minLength: 80, maxLength: 150 });
    fc.assert(
      fc.property(cases, sparse, fc.nat(20), ({ after }, owners, becomesKnown) => {
        const strangers = owners.flatMap((owner, n) => (owner === "stranger" ? [after + 1 + n] : []));
        const now = numberingOf(after, owners);
        const then = { after, known: new Set([...now.known, ...strangers.slice(0, becomesKnown)]) };
        if (!staysTooMany(now, highestOf(now), Math.min(becomesKnown, strangers.length))) return;
        expect(candidatesOf(then, { least: 0, most: 3 })).toBeNull();
        stayed++;
      }),
    );
    expect(stayed).toBeGreaterThan(0);
  });

  test("cost little where an id came that is far away", () => {
    const far = { after: 1, known: new Set([1, 2 ** 51 - 1]) };
    expect(candidatesOf(far, { least: 0, most: 8 })).toBeNull();
  });
});

describe("a counter", () => {
  const upTo = (after: number, isUnknown: (id: number) => boolean) => ({
    after,
    known: new Set(Array.from({ length: after }, (_, n) => n + 1).filter((id) => id === after || !isUnknown(id))),
  });

  test("is sparse where many ids are nobody's, and dense where nearly all are known", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 2, max: 40 }), (after, every) => {
        expect(densityOf(upTo(after, () => false))).toBe(after < 32 ? "new" : "dense");
        const thinned = densityOf(upTo(after, (id) => id % every === 0));
        if (every <= 3 && after > 10) expect(thinned).toBe("sparse");
        if (every >= 10) expect(thinned).toBe(after < 32 ? "new" : "dense");
      }),
    );
  });

  test("is new as long as nothing tells of it", () => {
    expect(densityOf({ after: 9, known: new Set([9, 10, 14]) })).toBe("new");
  });
});
