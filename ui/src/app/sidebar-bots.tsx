/** The first bots, each one click away, with the colour of its state. */
import { NavLink } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { botsQuery } from "../api/bots.ts";
import { Foreign } from "../components/foreign.tsx";
import { StateDot } from "../components/state-dot.tsx";
import classes from "./shell.module.css";

const shown = 8;

export function SidebarBots({ path }: { path: string }) {
  const { t } = useTranslation();
  const { data: bots = [] } = useInfiniteQuery(botsQuery);
  return bots.slice(0, shown).map((bot) => {
    const home = `/bots/${bot.id}`;
    return (
      <NavLink
        key={bot.id}
        component={Link}
        href={home}
        className={classes.link}
        pl={38}
        py={6}
        label={
          <Foreign size="sm" truncate display="block">
            {bot.name}
          </Foreign>
        }
        rightSection={<StateDot state={bot.status.state} label={t(`bot.states.${bot.status.state}.name`)} />}
        active={path === home || path.startsWith(`${home}/`)}
      />
    );
  });
}
