/** The frame around every page of a person who is signed in: sidebar at the left, a drawer on phones. */
import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { User } from "../api/session.ts";
import { Brand } from "../components/brand.tsx";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar.tsx";

export function Shell({ user, children }: { user: User; children: ReactNode }) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const [path] = useLocation();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(close, [path]);

  useEffect(() => {
    if (!opened) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && close();
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [opened, close]);

  return (
    <>
      <a href="#main" className="skip-link">
        {t("nav.skip")}
      </a>
      <AppShell
        header={{ height: { base: 56, sm: 0 } }}
        navbar={{ width: 264, breakpoint: "sm", collapsed: { mobile: !opened } }}
        classNames={{ navbar: classes.navbar!, main: classes.main!, header: classes.header! }}
      >
        <AppShell.Header hiddenFrom="sm">
          <Group h="100%" px="md" gap="sm">
            <Burger opened={opened} onClick={toggle} size="sm" aria-label={t("nav.menu")} aria-expanded={opened} />
            <Brand size={24} />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar aria-label={t("nav.label")} p="md">
          <Sidebar user={user} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1}>
          {children}
        </AppShell.Main>
      </AppShell>
    </>
  );
}
