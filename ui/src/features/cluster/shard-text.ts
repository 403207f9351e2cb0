/** What there is to say about one shard: whose it is, and where it is going. */
import { useTranslation } from "react-i18next";
import type { Cluster } from "#shared/schemas/cluster.ts";

/** @returns a function of a shard's number */
export function useShardText({ map, moving }: Pick<Cluster, "map" | "moving">): (shard: number) => string {
  const { t } = useTranslation();
  return (shard) => {
    const owner = map.owners[map.cells[shard] ?? -1];
    if (owner === undefined) return t("cluster.map.free", { shard });
    const handover = moving.find(({ shards }) => shards.includes(shard));
    if (!handover) return t("cluster.map.owned", { shard, owner });
    return t(`cluster.map.${handover.state}`, { shard, owner, to: handover.to });
  };
}
