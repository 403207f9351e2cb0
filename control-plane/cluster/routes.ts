/** /cluster: what operators see of the installation, and the draining of runtimes. */
import { z } from "zod";
import { Cluster, ClusterBot, ClusterBotQuery, RuntimeId } from "#shared/schemas/cluster.ts";
import { pageOf } from "#shared/schemas/page.ts";
import { operatorRoute, type Route } from "../http/route.ts";
import { type ClusterBotDeps, listClusterBots } from "./bots.ts";
import { drain, undrain } from "./drains.ts";
import { type ClusterDeps, readCluster } from "./overview.ts";

const ByRuntime = z.object({ id: RuntimeId });

export const clusterRoutes = (deps: ClusterDeps & ClusterBotDeps): Route[] => [
  operatorRoute({
    method: "get",
    path: "/cluster",
    summary: "Read the cluster: its runtimes, who owns which shard, and what has moved lately",
    answer: Cluster,
    handle: () => readCluster(deps),
  }),
  operatorRoute({
    method: "get",
    path: "/cluster/bots",
    summary: "List the bots of all workspaces with how their polling goes, newest first",
    query: ClusterBotQuery,
    answer: pageOf(ClusterBot),
    handle: ({ query }) => listClusterBots(deps, query),
  }),
  operatorRoute({
    method: "post",
    path: "/cluster/runtimes/:id/drain",
    summary: "Have a runtime hand over all its bots, and give it nothing more",
    status: 204,
    params: ByRuntime,
    handle: ({ params }) => drain(deps, params.id),
  }),
  operatorRoute({
    method: "post",
    path: "/cluster/runtimes/:id/undrain",
    summary: "Let a runtime have bots again",
    status: 204,
    params: ByRuntime,
    handle: ({ params }) => undrain(deps, params.id),
  }),
];
