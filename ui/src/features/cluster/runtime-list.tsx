/** Every runtime there is, a row each. */
import { Card, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Runtime } from "#shared/schemas/cluster.ts";
import classes from "./runtime-list.module.css";
import { RuntimeRow } from "./runtime-row.tsx";
import { canBeDrained } from "./runtime-state.ts";

export function RuntimeList({ runtimes }: { runtimes: readonly Runtime[] }) {
  const { t } = useTranslation();
  return (
    <Card>
      <Title order={2} mb={runtimes.length > 0 ? "xs" : "md"}>
        {t("cluster.runtimes.title")}
      </Title>
      {runtimes.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("cluster.runtimes.empty")}
        </Text>
      )}
      <ul className={classes.list}>
        {runtimes.map((runtime) => (
          <RuntimeRow key={runtime.id} runtime={runtime} drainable={canBeDrained(runtime, runtimes)} />
        ))}
      </ul>
    </Card>
  );
}
