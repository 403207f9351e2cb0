/** Who is signed in, with language, colours and the way out. */
import { Avatar, Box, Divider, Group, Menu, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconLogout, IconSelector, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { type User, useSignOut } from "../api/session.ts";
import { ColorSchemeSwitch } from "../components/color-scheme-switch.tsx";
import { Foreign } from "../components/foreign.tsx";
import { initials } from "../components/initials.ts";
import { LanguageSwitch } from "../components/language-switch.tsx";
import { useLeave } from "../components/leave-guard.tsx";

export function PersonMenu({ user }: { user: User }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const leave = useLeave();
  return (
    <Menu position="top-start" width={248} radius="md" shadow="md">
      <Menu.Target>
        <UnstyledButton w="100%" p={4} aria-label={t("nav.account", { name: user.name })}>
          <Group gap="sm" wrap="nowrap">
            <Avatar size={34} radius="xl" color="gray" aria-hidden>
              {initials(user.name)}
            </Avatar>
            <Box miw={0} flex={1}>
              <Foreign size="sm" fw={550} truncate display="block">
                {user.name}
              </Foreign>
              <Text size="xs" c="dimmed" truncate>
                {user.role === "operator" ? t("nav.operator") : user.email}
              </Text>
            </Box>
            <IconSelector size={16} stroke={1.6} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap="xs" p="xs">
          <LanguageSwitch size="xs" />
          <ColorSchemeSwitch size="xs" />
        </Stack>
        <Divider my={4} />
        <Menu.Item component={Link} href="/settings/account" leftSection={<IconUser size={16} aria-hidden />}>
          {t("nav.yourAccount")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave(() => signOut.mutate())}>
          {t("nav.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
