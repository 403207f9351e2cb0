/** The cluster in four numbers. */
import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Cluster } from "#shared/schemas/cluster.ts";
import { Figure } from "../../components/figure.tsx";
import { milliseconds } from "./quantity.ts";

export function ClusterFigures({ cluster: { runtimes, bots, assigner } }: { cluster: Cluster }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const told = runtimes.flatMap(({ alive, report }) => (alive && report ? [report] : []));
  const sum = (of: (report: (typeof told)[number]) => number) => told.reduce((total, report) => total + of(report), 0);
  const alive = runtimes.filter((runtime) => runtime.alive).length;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <Figure
        label={t("cluster.figures.runtimes")}
        value={number.format(alive)}
        note={t(`cluster.assigner.${assigner.held === null ? "unknown" : assigner.held ? "held" : "free"}`)}
      />
      <Figure
        label={t("cluster.figures.bots")}
        value={number.format(bots)}
        note={t("cluster.figures.served", { served: number.format(sum((report) => report.bots)) })}
      />
      <Figure
        label={t("cluster.figures.updates")}
        value={number.format(Math.round(sum((report) => report.updatesPerMinute)))}
        note={t("cluster.figures.waiting", { waiting: number.format(sum((report) => report.waiting)) })}
      />
      <Figure
        label={t("cluster.figures.lag")}
        value={told.length > 0 ? milliseconds(Math.max(...told.map(({ lagMs }) => lagMs)), i18n.language) : "–"}
        note={t("cluster.figures.worst")}
      />
    </SimpleGrid>
  );
}
