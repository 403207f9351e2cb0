/** What the plan allows, how much of it is used, and what the others would allow. */
import { Card, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { botsQuery } from "../../api/bots.ts";
import { tenantQuery } from "../../api/tenant.ts";
import { day } from "../../components/relative-time.ts";
import { PlanTable } from "./plan-table.tsx";

export function PlanAndUsage() {
  const { t, i18n } = useTranslation();
  const { data: tenant } = useSuspenseQuery(tenantQuery);
  const { data: bots = [] } = useInfiniteQuery(botsQuery);
  return (
    <Stack gap="lg">
      <Card>
        <Title order={2} mb="md">
          {t("plans.yours", { plan: tenant.plan.name })}
        </Title>
        <Stack gap="lg">
          <Usage label={t("plans.messages")} used={tenant.messagesUsed} limit={tenant.maxMessagesPerMonth} />
          <Usage label={t("plans.bots")} used={bots.length} limit={tenant.maxBots} />
        </Stack>
        {tenant.planExpiresAt && (
          <Text size="sm" c="dimmed" mt="md">
            {t("plans.expires", { date: day(new Date(tenant.planExpiresAt), i18n.language) })}
          </Text>
        )}
      </Card>
      <Card>
        <Title order={2} mb="xs">
          {t("plans.all")}
        </Title>
        <Text size="sm" c="dimmed" mb="md">
          {t("plans.change")}
        </Text>
        <PlanTable current={tenant.plan.id} />
      </Card>
    </Stack>
  );
}

function Usage({ label, used, limit }: { label: string; used: number; limit: number | null }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const share = limit === null ? 0 : Math.min(100, (used / Math.max(1, limit)) * 100);
  return (
    <div>
      <Group justify="space-between" gap="sm" mb={6}>
        <Text size="sm" fw={550}>
          {label}
        </Text>
        <Text size="sm" c="dimmed">
          {limit === null
            ? t("plans.usedUnlimited", { used: number.format(used) })
            : t("plans.used", { used: number.format(used), limit: number.format(limit) })}
        </Text>
      </Group>
      {limit !== null && (
        <Progress value={share} color={share >= 100 ? "red" : share >= 80 ? "yellow" : "sea"} aria-label={label} />
      )}
    </div>
  );
}
