/** The release before and this one, on one database: an upgrade, and the way back. */
import { describe, expect, test } from "vitest";
import { patienceMs } from "#shared/testing/patience.ts";
import { type Cluster, openCluster } from "../testing/cluster.ts";
import { FormFiller, messagesEach } from "../testing/form-fillers.ts";
import { isPreviousReleaseThere, previousRelease } from "../testing/previous-release.ts";
import { stop } from "../testing/spawned.ts";
import { until } from "../testing/until.ts";
import { flawless } from "../testing/verdict.ts";

const ours = new URL("../../../", import.meta.url).pathname;
const isThere = await isPreviousReleaseThere();
if (!isThere) console.info("The history does not go back to the previous release: no upgrade from it can be tried");

/** Puts a control plane of one checkout in the place of that of another. */
async function replaceControlPlane(cluster: Cluster, root: string): Promise<void> {
  const before = cluster.controlPlanes;
  cluster.controlPlanes = [];
  await cluster.addControlPlane(root);
  await Promise.all(before.map((controlPlane) => stop(controlPlane)));
}

const ordersMade = async ({ world }: Cluster): Promise<number> =>
  (await world.query("select from inbox where lane like 'ai:%' and done_at is null")).length;

/** In which file each table that may be large lies: one that is rewritten gets another. */
const filesOfTables = ({ world }: Cluster) =>
  world.query(
    `select relname, relfilenode from pg_class where oid in (
       'inbox'::regclass, 'messages'::regclass, 'conversations'::regclass, 'form_submissions'::regclass) order by relname`,
  );

describe.skipIf(!isThere)("an upgrade", { timeout: 20 * patienceMs }, () => {
  test("and the way back, under load and kill -9, lose, double, misorder and forget nothing", async () => {
    await using old = await previousRelease();
    await using cluster = await openCluster({
      root: old.root,
      ownPostgres: true,
      runtimes: 2,
      bots: 12,
      leaseTtlMs: 3_000,
      thinkingMs: [300, 1_200],
    });
    const { world } = cluster;
    const [firstOld, secondOld] = cluster.members as [(typeof cluster.members)[0], (typeof cluster.members)[0]];
    const fillers = await FormFiller.of(world, cluster.bots.slice(0, 6));
    // Each of them is at another step of the form whenever something happens.
    let steps = 0;
    const step = () => {
      steps++;
      return Promise.all(fillers.map((filler, n) => (steps > n % 3 ? filler.step() : null)));
    };
    await cluster.underLoad(8);
    await step();

    // Forward. While one of the version before is there, nobody orders.
    const files = await filesOfTables(cluster);
    await replaceControlPlane(cluster, ours);
    expect(await filesOfTables(cluster)).toEqual(files);
    const firstNew = await cluster.addMember({}, ours);
    await cluster.settled();
    await firstOld.kill();
    await step();
    const [secondNew, thirdNew] = [await cluster.addMember({}, ours), await cluster.addMember({}, ours)];
    await cluster.settled();
    expect(await ordersMade(cluster)).toBe(0);
    await firstNew.kill();
    await step();
    expect(await secondOld.stop()).toBe(0);
    await until(async () => (await ordersMade(cluster)) > 1, { what: "questions are handed on" });

    // And back, at a moment at which orders are there.
    await cluster.addMember({}, old.root);
    await secondNew.kill();
    await step();
    await cluster.addMember({}, old.root);
    await cluster.settled();
    // Who leaves for good waits until the last questions are answered: no more are handed on.
    await until(async () => (await ordersMade(cluster)) === 0, { what: "the questions are answered" });
    expect(await thirdNew.stop()).toBe(0);
    await replaceControlPlane(cluster, old.root);
    while (!fillers.every(({ isDone }) => isDone)) await step();
    await cluster.settled();

    const { miscounted, ...verdict } = await cluster.verdict();
    expect({ ...verdict, miscounted: miscounted - messagesEach * fillers.length }).toEqual(flawless);
    expect(fillers.map(({ answers }) => answers)).toEqual(fillers.map(() => 1));
    expect(await world.query("select distinct state, action_state from form_submissions")).toEqual([
      { state: "complete", action_state: "done" },
    ]);
  });
});
