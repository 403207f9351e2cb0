/** Which colour is whose, and how many shards each has: the map in words. */
import { useTranslation } from "react-i18next";
import type { Cluster } from "#shared/schemas/cluster.ts";
import { OwnerName } from "./owner-name.tsx";
import classes from "./shard-map.module.css";

export function ShardLegend({ cluster: { map, shards } }: { cluster: Cluster }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const counts = map.owners.map(() => 0);
  for (const owner of map.cells) if (owner !== -1) counts[owner]! += 1;
  return (
    <ul className={classes.legend} aria-label={t("cluster.map.legend")}>
      {map.owners.map((owner, index) => (
        <li key={owner}>
          <OwnerName id={owner} /> <span>{number.format(counts[index]!)}</span>
        </li>
      ))}
      {shards.free > 0 && (
        <li>
          <i data-kind="free" aria-hidden /> {t("cluster.map.freeLegend")} <span>{number.format(shards.free)}</span>
        </li>
      )}
      {shards.moving > 0 && (
        <li>
          <i data-kind="moving" aria-hidden /> {t("cluster.map.movingLegend")}{" "}
          <span>{number.format(shards.moving)}</span>
        </li>
      )}
    </ul>
  );
}
