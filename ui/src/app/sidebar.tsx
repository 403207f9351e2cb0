/** The way around: the workspace at the top, its bots, the API, the settings; the person at the bottom. */
import { AppShell, Badge, Box, Group, NavLink, ScrollArea } from "@mantine/core";
import { IconCode, IconMessageChatbot, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import type { User } from "../api/session.ts";
import { tenantQuery } from "../api/tenant.ts";
import { BotAvatar } from "../components/bot-avatar.tsx";
import { Foreign } from "../components/foreign.tsx";
import { PersonMenu } from "./person-menu.tsx";
import classes from "./shell.module.css";
import { SidebarBots } from "./sidebar-bots.tsx";

export function Sidebar({ user }: { user: User }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  return (
    <>
      <AppShell.Section mb="md">
        <Workspace />
      </AppShell.Section>
      <AppShell.Section grow component={ScrollArea} type="never" mx={-4} px={4}>
        <NavLink
          component={Link}
          href="/bots"
          className={classes.link}
          label={t("nav.bots")}
          leftSection={<IconMessageChatbot size={19} stroke={1.6} aria-hidden />}
          active={path === "/bots"}
        />
        <SidebarBots path={path} />
        <NavLink
          component={Link}
          href="/api-access"
          className={classes.link}
          label={t("nav.api")}
          leftSection={<IconCode size={19} stroke={1.6} aria-hidden />}
          active={path === "/api-access"}
        />
        <NavLink
          component={Link}
          href="/settings/account"
          className={classes.link}
          label={t("nav.settings")}
          leftSection={<IconSettings size={19} stroke={1.6} aria-hidden />}
          active={path.startsWith("/settings")}
        />
      </AppShell.Section>
      <AppShell.Section className={classes.person}>
        <PersonMenu user={user} />
      </AppShell.Section>
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
        <Badge component={Link} href="/settings/plan" size="xs" variant="light" tt="none" style={{ cursor: "pointer" }}>
          {tenant.plan.name}
        </Badge>
      </Box>
    </Group>
  );
}
