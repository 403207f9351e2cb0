/** A bot's live state as a coloured dot, with its word or alone. */
import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BotState as State } from "#shared/schemas/bot.ts";
import classes from "./bot-state.module.css";

/** What it means is its tooltip, and stands on the bot's page. */
export function BotState({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <Group className={classes.badge} data-state={state} gap={7} wrap="nowrap" title={t(`bot.states.${state}.text`)}>
      <span className={classes.dot} aria-hidden />
      <Text size="sm" fw={550} component="span">
        {t(`bot.states.${state}.name`)}
      </Text>
    </Group>
  );
}

/** A dot alone; its word is for those who hear the page. */
export const StateDot = ({ state, label }: { state: State; label: string }) => (
  <span className={classes.lone} data-state={state} role="img" aria-label={label} title={label} />
);
