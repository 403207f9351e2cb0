/** The way around: the workspace at the top, its bots, the API, the settings, the cluster for operators; the person at the bottom. */
import { Badge, Box, Group } from "@mantine/core";
import { IconCode, IconMessageChatbot, IconServer2, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { isOperator, type User } from "../api/session.ts";
import { tenantQuery } from "../api/tenant.ts";
import { BotAvatar } from "../components/bot-avatar.tsx";
import { Foreign } from "../components/foreign.tsx";
import { PersonMenu } from "./person-menu.tsx";
import classes from "./shell.module.css";
import { SideLink } from "./side-link.tsx";
import { SidebarBots } from "./sidebar-bots.tsx";

export function Sidebar({ user }: { user: User }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  return (
    <>
      <Workspace />
      <nav className={classes.nav} aria-label={t("nav.label")}>
        <SideLink href="/bots" active={path === "/bots"}>
          <IconMessageChatbot size={19} stroke={1.6} aria-hidden />
          {t("nav.bots")}
        </SideLink>
        <SidebarBots path={path} />
        <SideLink href="/api-access" active={path === "/api-access"}>
          <IconCode size={19} stroke={1.6} aria-hidden />
          {t("nav.api")}
        </SideLink>
        <SideLink href="/settings/account" active={path.startsWith("/settings")}>
          <IconSettings size={19} stroke={1.6} aria-hidden />
          {t("nav.settings")}
        </SideLink>
        {isOperator(user) && (
          <SideLink href="/cluster" active={path === "/cluster"}>
            <IconServer2 size={19} stroke={1.6} aria-hidden />
            {t("nav.cluster")}
          </SideLink>
        )}
      </nav>
      <PersonMenu user={user} />
    </>
  );
}

function Workspace() {
  const { data: tenant } = useQuery(tenantQuery);
  if (!tenant) return <Box h={40} />;
  return (
    <Group gap="sm" wrap="nowrap" px={4}>
      <BotAvatar name={tenant.name} seed={tenant.id} size={36} />
      <Box miw={0} flex={1}>
        <Foreign fw={650} size="sm" truncate display="block">
          {tenant.name}
        </Foreign>
        <Badge component={Link} href="/settings/plan" size="sm" variant="light" tt="none" style={{ cursor: "pointer" }}>
          {tenant.plan.name}
        </Badge>
      </Box>
    </Group>
  );
}
