/** All bots of the workspace as cards, alive. */
import { Button, SimpleGrid } from "@mantine/core";
import { IconPlus, IconRobot } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { botsQuery } from "../../api/bots.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { Page } from "../../components/page.tsx";
import { Section } from "../../components/section.tsx";
import { CardsSkeleton } from "../../components/skeletons.tsx";
import { BotCard } from "./bot-card.tsx";

export function Bots() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("bots.title")}
      size="xl"
      actions={
        <Button component={Link} href="/bots/new" leftSection={<IconPlus size={17} aria-hidden />}>
          {t("bots.connect")}
        </Button>
      }
    >
      <Section fallback={<CardsSkeleton />}>
        <Cards />
      </Section>
    </Page>
  );
}

function Cards() {
  const { t } = useTranslation();
  const list = useSuspenseInfiniteQuery(botsQuery);
  const { data: bots } = list;
  if (bots.length === 0)
    return (
      <EmptyState
        icon={IconRobot}
        title={t("bots.empty.title")}
        action={
          <Button component={Link} href="/bots/new" size="md" mt="sm">
            {t("bots.empty.action")}
          </Button>
        }
      >
        {t("bots.empty.text")}
      </EmptyState>
    );
  return (
    <>
      <SimpleGrid
        component="ul"
        cols={{ base: 1, md: 2, lg: 3 }}
        spacing="md"
        m={0}
        p={0}
        style={{ listStyle: "none" }}
      >
        {bots.map((bot) => (
          <li key={bot.id}>
            <BotCard bot={bot} />
          </li>
        ))}
      </SimpleGrid>
      <MoreButton list={list} mt="lg" />
    </>
  );
}
