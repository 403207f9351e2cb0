/** How the removal of what was deleted goes, while it does. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Cluster } from "#shared/schemas/cluster.ts";

export function DeletionsNote({ deletions: { waiting, removed } }: Pick<Cluster, "deletions">) {
  const { t, i18n } = useTranslation();
  if (waiting === 0) return null;
  const rows = new Intl.NumberFormat(i18n.language).format(removed);
  return (
    <Text size="sm" c="dimmed">
      {t("cluster.deletions", { count: waiting, rows })}
    </Text>
  );
}
