/** The frame around every page of a person who is signed in: sidebar at the left, a drawer on phones. */
import { Burger } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { User } from "../api/session.ts";
import { Brand } from "../components/brand.tsx";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar.tsx";

export function Shell({ user, children }: { user: User; children: ReactNode }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [path] = useLocation();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(() => setOpened(false), [path]);

  useEffect(() => {
    if (!opened) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setOpened(false);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [opened]);

  return (
    <div className={classes.shell} data-opened={opened || undefined}>
      <a href="#main" className="skip-link">
        {t("nav.skip")}
      </a>
      <header className={classes.header}>
        <Burger
          opened={opened}
          onClick={() => setOpened(!opened)}
          size="sm"
          aria-label={t("nav.menu")}
          aria-expanded={opened}
          aria-controls="sidebar"
        />
        <Brand size={24} />
      </header>
      <aside className={classes.sidebar} id="sidebar">
        <Sidebar user={user} />
      </aside>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shade, no control */}
      <div className={classes.shade} onClick={() => setOpened(false)} />
      <main className={classes.main} id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
