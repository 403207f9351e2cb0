/** Who is signed in; opened, it has language, colours and the way out. */
import { Avatar, Box, Group, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconLogout, IconUser } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isOperator, type User, useSignOut } from "../api/session.ts";
import { ColorSchemeSwitch } from "../components/color-scheme-switch.tsx";
import { Foreign } from "../components/foreign.tsx";
import { initials } from "../components/initials.ts";
import { LanguageSwitch } from "../components/language-switch.tsx";
import { useLeave } from "../components/leave-guard.tsx";
import classes from "./shell.module.css";
import { SideLink } from "./side-link.tsx";

export function PersonMenu({ user }: { user: User }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const Chevron = opened ? IconChevronDown : IconChevronUp;
  return (
    <div className={classes.person}>
      {opened && <Panel />}
      <UnstyledButton
        w="100%"
        p={4}
        aria-label={t("nav.account", { name: user.name })}
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <Group gap="sm" wrap="nowrap">
          <Avatar size={34} radius="xl" color="gray" aria-hidden>
            {initials(user.name)}
          </Avatar>
          <Box miw={0} flex={1}>
            <Foreign size="sm" fw={550} truncate display="block">
              {user.name}
            </Foreign>
            <Text size="xs" c="dimmed" truncate>
              {isOperator(user) ? t("nav.operator") : user.email}
            </Text>
          </Box>
          <Chevron size={16} stroke={1.6} aria-hidden />
        </Group>
      </UnstyledButton>
    </div>
  );
}

function Panel() {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const leave = useLeave();
  return (
    <div className={classes.panel}>
      <LanguageSwitch size="xs" />
      <ColorSchemeSwitch size="xs" />
      <div>
        <SideLink href="/settings/account" active={false}>
          <IconUser size={17} stroke={1.6} aria-hidden />
          {t("nav.yourAccount")}
        </SideLink>
        <UnstyledButton className={classes.link} onClick={() => leave(() => signOut.mutate())}>
          <IconLogout size={17} stroke={1.6} aria-hidden />
          {t("nav.signOut")}
        </UnstyledButton>
      </div>
    </div>
  );
}
