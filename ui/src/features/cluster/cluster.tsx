/** For operators: how the installation itself is doing, alive. */
import { Card, Grid, SimpleGrid, Skeleton, Stack, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page.tsx";
import { Section } from "../../components/section.tsx";
import { BotList } from "./bot-list.tsx";
import { ClusterFigures } from "./cluster-figures.tsx";
import { ClusterWarnings } from "./cluster-warnings.tsx";
import { DeletionsNote } from "./deletions-note.tsx";
import { Moves } from "./moves.tsx";
import { ColorContext, useOwnerColors } from "./owner-colors.ts";
import { clusterQuery } from "./queries.ts";
import { RuntimeList } from "./runtime-list.tsx";
import { ShardMap } from "./shard-map.tsx";

export function ClusterPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("cluster.title")} text={t("cluster.text")} size="xl">
      <Section fallback={<ClusterSkeleton />}>
        <Overview />
      </Section>
    </Page>
  );
}

function Overview() {
  const { t } = useTranslation();
  const { data: cluster } = useSuspenseQuery(clusterQuery);
  const colorOf = useOwnerColors(cluster.runtimes.map(({ id }) => id));
  return (
    <ColorContext value={colorOf}>
      <Stack gap="lg">
        <ClusterWarnings cluster={cluster} />
        <ClusterFigures cluster={cluster} />
        <DeletionsNote deletions={cluster.deletions} />
        <RuntimeList runtimes={cluster.runtimes} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 8 }}>
            <Card h="100%">
              <Title order={2} mb="md">
                {t("cluster.map.title")}
              </Title>
              <ShardMap cluster={cluster} />
            </Card>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <Moves moves={cluster.moves} />
          </Grid.Col>
        </Grid>
        <BotList runtimes={cluster.runtimes} />
      </Stack>
    </ColorContext>
  );
}

const ClusterSkeleton = () => (
  <Stack gap="lg" aria-hidden>
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <Skeleton height={98} radius="lg" />
      <Skeleton height={98} radius="lg" />
      <Skeleton height={98} radius="lg" />
      <Skeleton height={98} radius="lg" />
    </SimpleGrid>
    <Skeleton height={180} radius="lg" />
    <Skeleton height={340} radius="lg" />
  </Stack>
);
