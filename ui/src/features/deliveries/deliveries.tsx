/** What a bot has posted to its tenant's own addresses, the latest first, and what became of it. */
import { Anchor, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconWebhook } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DeliveryState } from "#shared/schemas/webhook-delivery.ts";
import { useHasFeature } from "../../api/tenant.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { NeedsPlan } from "../../components/needs-plan.tsx";
import { PagedList } from "../../components/paged-list.tsx";
import { RowList } from "../../components/row-list.tsx";
import classes from "./deliveries.module.css";
import { DeliveryDrawer } from "./delivery-drawer.tsx";
import { DeliveryRow } from "./delivery-row.tsx";
import { deliveriesQuery } from "./queries.ts";

const filters = ["all", "pending", "delivered", "failed"] as const;

export function Deliveries({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const allowed = useHasFeature("webhooks");
  const [filter, setFilter] = useState<(typeof filters)[number]>("all");
  const [openId, setOpenId] = useState<string | null>(null);
  const state: DeliveryState | null = filter === "all" ? null : filter;
  const found = useInfiniteQuery({ ...deliveriesQuery(botId, state), placeholderData: keepPreviousData });
  const secrets = (
    <Anchor component={Link} href="/settings/webhooks" size="sm">
      {t("deliveries.secrets")}
    </Anchor>
  );
  if (found.data?.length === 0 && filter === "all")
    return (
      <EmptyState
        icon={IconWebhook}
        title={t("deliveries.empty.title")}
        action={allowed ? secrets : <NeedsPlan feature="webhooks" />}
      >
        {t("deliveries.empty.text")}
      </EmptyState>
    );
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" maw={560}>
          {t("deliveries.text")}
        </Text>
        {secrets}
      </Group>
      <SegmentedControl
        style={{ alignSelf: "flex-start", maxWidth: "100%" }}
        size="xs"
        aria-label={t("deliveries.filter")}
        data={filters.map((value) => ({ value, label: t(`deliveries.filters.${value}`) }))}
        value={filter}
        onChange={(value) => setFilter(value as typeof filter)}
      />
      <PagedList list={found} none={t("deliveries.noneFound")}>
        {(shown) => (
          <RowList label={t("bot.tabs.webhooks")} className={classes.rows!}>
            {shown.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} onOpen={() => setOpenId(delivery.id)} />
            ))}
          </RowList>
        )}
      </PagedList>
      <DeliveryDrawer botId={botId} id={openId} onClose={() => setOpenId(null)} />
    </Stack>
  );
}
