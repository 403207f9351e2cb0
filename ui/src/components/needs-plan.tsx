/** Says that the workspace's plan lacks something, which plan has it, and who can change that. */
import { Alert, Anchor, Text } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { plansQuery, planWithFeature } from "../api/plans.ts";

interface Props {
  feature: "forms" | "webhooks" | "own_openai_key";
  /** What that means for what is there already. */
  children?: string;
}

export function NeedsPlan({ feature, children }: Props) {
  const { t } = useTranslation();
  const { data: plans } = useQuery(plansQuery);
  const plan = plans && planWithFeature(plans, feature);
  if (!plan) return null;
  return (
    <Alert variant="light" color="yellow" icon={<IconSparkles />} ta="start">
      <Text size="sm">
        {t(`plans.needs.${feature}`, { plan: plan.name })} {t("plans.change")} {children}
      </Text>
      <Anchor component={Link} href="/settings/plan" size="sm" fw={600} c="inherit" underline="always">
        {t("plans.compare")}
      </Anchor>
    </Alert>
  );
}
