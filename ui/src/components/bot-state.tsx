/** A bot's live state: a coloured dot with its word, and what it means when pointed at or focused. */
import { Group, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BotState as State } from "#shared/schemas/bot.ts";
import classes from "./bot-state.module.css";

export function BotState({ state, explain = true }: { state: State; explain?: boolean }) {
  const { t } = useTranslation();
  const badge = (
    <Group className={classes.badge} data-state={state} gap={7} wrap="nowrap" {...(explain && { tabIndex: 0 })}>
      <span className={classes.dot} aria-hidden />
      <Text size="sm" fw={550} component="span">
        {t(`bot.states.${state}.name`)}
      </Text>
    </Group>
  );
  if (!explain) return badge;
  return (
    <Tooltip label={t(`bot.states.${state}.text`)} events={{ hover: true, focus: true, touch: true }}>
      {badge}
    </Tooltip>
  );
}
