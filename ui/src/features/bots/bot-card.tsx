/** One bot at a glance: who it is, how it does, what went wrong last. The whole card leads to its page. */
import { Box, Card, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Bot } from "#shared/schemas/bot.ts";
import { Ago } from "../../components/ago.tsx";
import { BotAvatar } from "../../components/bot-avatar.tsx";
import { useBotErrorText } from "../../components/bot-error-text.ts";
import { BotHealth } from "../../components/bot-health.tsx";
import { BotState } from "../../components/bot-state.tsx";
import { Foreign } from "../../components/foreign.tsx";
import classes from "./bot-card.module.css";

export function BotCard({ bot }: { bot: Bot }) {
  const { t } = useTranslation();
  const botErrorText = useBotErrorText();
  const { state, lastError } = bot.status;
  const alarming = state === "revoked" || state === "conflict" || state === "unreachable";
  return (
    <Card component="article" className={classes.card} h="100%">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <BotAvatar name={bot.name} seed={bot.id} size={46} />
        <Box miw={0} flex={1}>
          <Link href={`/bots/${bot.id}`} className={classes.link}>
            <Foreign fw={620} lineClamp={2}>
              {bot.name}
            </Foreign>
          </Link>
          {bot.username !== null && (
            <Text size="sm" c="dimmed" truncate>
              @{bot.username}
            </Text>
          )}
        </Box>
      </Group>
      <Group mt="md" gap="sm">
        <BotState state={state} />
        {!alarming && state !== "unconnected" && <BotHealth status={bot.status} />}
      </Group>
      {alarming && (
        <Text size="sm" mt="sm">
          {t(`bot.states.${state}.text`)}{" "}
          {lastError && (
            <Text span inherit c="dimmed">
              <Ago at={lastError.at} />
            </Text>
          )}
        </Text>
      )}
      {lastError && !alarming && (
        <Group gap={8} wrap="nowrap" mt="sm" align="flex-start" className={classes.error}>
          <IconAlertTriangle size={16} aria-hidden style={{ flex: "none", marginTop: 2 }} />
          <Text size="sm" lineClamp={3} className="foreign" dir="auto">
            {botErrorText(lastError)} · <Ago at={lastError.at} />
          </Text>
        </Group>
      )}
    </Card>
  );
}
