/**
 * One cluster for all tests of a file. Before each it is at rest and whole again: what the last one has killed is
 * started again, as production must be. A test that fails leaves nothing to the next, which opens another.
 */
import { afterAll, afterEach, beforeEach } from "vitest";
import { type Cluster, type ClusterOptions, openCluster } from "./cluster.ts";

/** @returns what gives the cluster to a test */
export function sharedCluster(options: ClusterOptions): () => Cluster {
  let cluster: Cluster | null = null;
  const close = async () => {
    const closed = cluster;
    cluster = null;
    await closed?.[Symbol.asyncDispose]();
  };
  beforeEach(async () => {
    if (cluster) await cluster.recovered();
    else cluster = await openCluster(options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await close();
  });
  afterAll(close);
  return () => cluster!;
}
