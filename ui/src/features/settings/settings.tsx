/** The settings of the person, of the workspace, and of the plan. */
import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { NotFound } from "../../components/not-found.tsx";
import { Page } from "../../components/page.tsx";
import { Section } from "../../components/section.tsx";
import { FormSkeleton } from "../../components/skeletons.tsx";
import { Account } from "./account.tsx";
import { PlanAndUsage } from "./plan-and-usage.tsx";
import classes from "./settings.module.css";
import { WebhookSecrets } from "./webhook-secrets.tsx";
import { Workspace } from "./workspace.tsx";

const panels = { account: Account, workspace: Workspace, webhooks: WebhookSecrets, plan: PlanAndUsage };
const tabs = ["account", "workspace", "webhooks", "plan"] as const;

export function Settings({ tab }: { tab: string }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const current = tabs.find((known) => known === tab);
  if (!current) return <NotFound />;
  const Panel = panels[current];
  return (
    <Page title={t("nav.settings")}>
      <Tabs
        value={current}
        onChange={(next) => navigate(`/settings/${next}`)}
        activateTabWithKeyboard={false}
        keepMounted={false}
      >
        <Tabs.List mb="lg" aria-label={t("nav.settings")} className={classes.tabs!}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`settings.tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current} key={current}>
          <Section fallback={<FormSkeleton />}>
            <Panel />
          </Section>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
