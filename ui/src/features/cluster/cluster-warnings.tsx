/** What an operator has to look after now: no coordination, nobody who assigns, or nobody who serves. */
import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Cluster } from "#shared/schemas/cluster.ts";

export function ClusterWarnings({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const warning = warningOf(cluster);
  if (!warning) return null;
  return (
    <Alert
      role="alert"
      variant="light"
      color="orange"
      icon={<IconAlertTriangle />}
      title={t(`cluster.warnings.${warning}.title`)}
    >
      {t(`cluster.warnings.${warning}.text`)}
    </Alert>
  );
}

/** @returns the worst; the others follow from it. `null` when all is well */
export function warningOf({
  coordinationReachable,
  runtimes,
  assigner,
}: Pick<Cluster, "coordinationReachable" | "runtimes" | "assigner">): "coordination" | "runtimes" | "assigner" | null {
  if (!coordinationReachable) return "coordination";
  if (!runtimes.some(({ alive }) => alive)) return "runtimes";
  return assigner.held ? null : "assigner";
}
