/** Ways to make the program worse that the tests must notice: each takes one of the promises away. */

import type { Scenario } from "../tests/testing/scenarios.ts";
import * as scenarios from "../tests/testing/scenarios.ts";

export interface Mutation {
  name: string;
  /** From the root of the checkout. */
  file: string;
  /** Stands there exactly once. */
  find: string;
  replace: string;
  /** Where it shows, and as what. */
  scenario: Scenario;
  flaw: "lost" | "doubled";
}

export const mutations: readonly Mutation[] = [
  {
    name: "the fence removed",
    file: "runtime/committer/statement.ts",
    find: "= cardinality($2) as ok)",
    replace: "is not null as ok)",
    scenario: scenarios.losesItsShardsUnawares,
    flaw: "doubled",
  },
  {
    name: "updates confirmed before they are stored",
    file: "runtime/serving/bot-service.ts",
    find: "const coming = await this.#store(updates, onStored);",
    replace: `const coming = 0;
        onStored?.();
        this.#store(updates).catch(() => {});`,
    scenario: scenarios.diesBetweenReceivingAndStoring,
    flaw: "lost",
  },
  {
    name: "updates told apart by a watermark",
    file: "runtime/serving/bot-service.ts",
    find: "const coming = await this.#store(updates, onStored);",
    replace: `const above = this as unknown as { mark?: number };
        const newer = updates.filter(({ update_id }) => update_id > (above.mark ?? 0));
        above.mark = Math.max(above.mark ?? 0, ...newer.map(({ update_id }) => update_id));
        const coming = await this.#store(newer, onStored);`,
    scenario: scenarios.idsBeginAgainLower,
    flaw: "lost",
  },
  {
    name: "the journal off",
    file: "runtime/turn/turn.ts",
    find: "const earlier = this.#deps.journal.get(number) ?? null;",
    replace: "const earlier = null as JournalEntry | null;",
    scenario: scenarios.diesBetweenSendingAndRecording,
    flaw: "doubled",
  },
];
