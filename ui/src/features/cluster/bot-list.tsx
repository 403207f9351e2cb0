/** How the polling of every bot goes, across all workspaces. */
import { Button, Card, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Runtime } from "#shared/schemas/cluster.ts";
import { MoreButton } from "../../components/more-button.tsx";
import { Problem } from "../../components/problem.tsx";
import { RowsSkeleton } from "../../components/skeletons.tsx";
import { BotFilters } from "./bot-filters.tsx";
import { BotTable } from "./bot-table.tsx";
import { clusterBotsQuery, type BotFilters as Filters } from "./queries.ts";

const all: Filters = { q: "", state: null, runtime: null };

export function BotList({ runtimes }: { runtimes: readonly Runtime[] }) {
  const { t } = useTranslation();
  const [filters, setFilters] = useState(all);
  const [q] = useDebouncedValue(filters.q.trim(), 300);
  const found = useInfiniteQuery({ ...clusterBotsQuery({ ...filters, q }), placeholderData: keepPreviousData });
  const { data: bots, error, refetch } = found;
  const filtered = q !== "" || filters.state !== null || filters.runtime !== null;
  return (
    <Card>
      <Title order={2} mb="md">
        {t("cluster.bots.title")}
      </Title>
      <BotFilters filters={filters} onChange={setFilters} runtimes={runtimes.map(({ id }) => id)} />
      {!bots && !error && <RowsSkeleton />}
      {error && (
        <>
          <Problem error={error} />
          <Button variant="default" my="md" onClick={() => void refetch()}>
            {t("common.retry")}
          </Button>
        </>
      )}
      {bots && bots.length > 0 && <BotTable bots={bots} />}
      {bots?.length === 0 && (
        <Text size="sm" c="dimmed" py="lg" ta="center">
          {t(filtered ? "cluster.bots.noneFound" : "cluster.bots.empty")}
        </Text>
      )}
      <MoreButton list={found} mt="md" />
    </Card>
  );
}
