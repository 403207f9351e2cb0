import { HttpError } from "grammy";
import { describe, expect, test } from "vitest";
import { causesOf, codeOf } from "./causes.ts";

const coded = (code: string, options?: ErrorOptions) => Object.assign(new Error(code, options), { code });
const codes = (error: unknown) => [...causesOf(error)].map(codeOf);

describe("the causes of an error", () => {
  test("are found wherever they are kept, the outermost first", () => {
    const refused = coded("ECONNREFUSED");
    expect(codes(coded("CALL_UNSENT", { cause: new AggregateError([refused, coded("EHOSTUNREACH")]) }))).toEqual([
      "CALL_UNSENT",
      "",
      "ECONNREFUSED",
    ]);
    expect(codes(new HttpError("failed", refused))).toEqual(["", "ECONNREFUSED"]);
    expect(codes(new AggregateError([]))).toEqual([""]);
  });

  test("end where something else was thrown, or where they go round in circles", () => {
    expect(codes("a string")).toEqual([]);
    expect(codes(coded("A", { cause: { code: "B" } }))).toEqual(["A"]);
    expect(codes(Object.assign(coded("A"), { code: 1 }))).toEqual([""]);
    const round = coded("A");
    round.cause = coded("B", { cause: round });
    expect(codes(round).length).toBeLessThan(100);
  });
});
