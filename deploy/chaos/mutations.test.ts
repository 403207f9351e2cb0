import { describe, expect, test } from "vitest";
import { openCluster } from "../tests/testing/cluster.ts";
import * as scenarios from "../tests/testing/scenarios.ts";
import { makeMutant } from "./mutant.ts";
import { mutations } from "./mutations.ts";

describe("the tests", () => {
  test.each(mutations)("notice $name", async (mutation) => {
    await using mutant = await makeMutant(mutation);
    await using cluster = await openCluster({ ...scenarios.cluster, ownPostgres: true, root: mutant.root });
    const verdict = await mutation.scenario(cluster, {
      // What is lost shows at the end alone. What is doubled stays so: a program made worse may never come to an end.
      enough: ({ doubled }) => mutation.flaw === "doubled" && doubled.length > 0,
    });
    expect(verdict[mutation.flaw], JSON.stringify(verdict)).not.toEqual([]);
  });
});
