/** Told before the token is looked for: the plan has no room for another bot, and which plan would. */
import { Alert, Anchor, Text } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { botsQuery } from "../../api/bots.ts";
import { plansQuery, planWithBots } from "../../api/plans.ts";
import { tenantQuery } from "../../api/tenant.ts";

export function LimitNotice() {
  const { t } = useTranslation();
  const { data: tenant } = useQuery(tenantQuery);
  const { data: bots } = useInfiniteQuery(botsQuery);
  const { data: plans = [] } = useQuery(plansQuery);
  if (!tenant || !bots || tenant.maxBots === null || bots.length < tenant.maxBots) return null;
  const better = planWithBots(plans, bots.length);
  return (
    <Alert variant="light" color="yellow" icon={<IconSparkles />} mb="lg" title={t("connect.limit.title")}>
      <Text size="sm">
        {t("connect.limit.text", { count: tenant.maxBots, plan: tenant.plan.name })}{" "}
        {better && t("connect.limit.better", { plan: better.name })}
      </Text>
      <Anchor component={Link} href="/settings/plan" size="sm" fw={600}>
        {t("plans.compare")}
      </Anchor>
    </Alert>
  );
}
