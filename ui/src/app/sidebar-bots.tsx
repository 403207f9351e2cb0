/** The first bots, each one click away, with the colour of its state. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { botsQuery } from "../api/bots.ts";
import { StateDot } from "../components/bot-state.tsx";
import { Foreign } from "../components/foreign.tsx";
import { SideLink } from "./side-link.tsx";

const shown = 8;

export function SidebarBots({ path }: { path: string }) {
  const { t } = useTranslation();
  const { data: bots = [] } = useInfiniteQuery(botsQuery);
  return bots.slice(0, shown).map((bot) => {
    const home = `/bots/${bot.id}`;
    return (
      <SideLink key={bot.id} href={home} active={path === home || path.startsWith(`${home}/`)} inner>
        <Foreign size="sm" truncate>
          {bot.name}
        </Foreign>
        <StateDot state={bot.status.state} label={t(`bot.states.${bot.status.state}.name`)} />
      </SideLink>
    );
  });
}
