/** How the bot does right now, explained. */
import { Alert, Anchor, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { botQuery, countQuery } from "../../api/bots.ts";
import { Ago } from "../../components/ago.tsx";
import { BotError } from "../../components/bot-error.tsx";
import { BotState } from "../../components/bot-state.tsx";
import { Figure } from "../../components/figure.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { useNow } from "../../components/use-now.ts";
import { isSilent } from "./health.ts";

export function Overview({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const commands = useQuery(countQuery(botId, "commands"));
  const conversations = useQuery(countQuery(botId, "conversations"));
  const unhandled = useQuery(countQuery(botId, "dead-letters"));
  const now = useNow();
  const { status } = bot;
  const home = `/bots/${botId}`;
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
        <Figure
          label={t("overview.lastAnswer")}
          value={status.lastPollAt ? <Ago at={status.lastPollAt} /> : "–"}
          note={isSilent(bot, now) ? t("overview.silent") : t("overview.lastAnswerText")}
        />
        <Figure label={t("overview.pending")} value={status.pending} note={t("overview.pendingText")} />
        <Figure label={t("overview.conversations")} value={conversations.data ?? "…"} href={`${home}/conversations`} />
        <Figure label={t("overview.commands")} value={commands.data ?? "…"} href={`${home}/commands`} />
      </SimpleGrid>
      <Card>
        <Group justify="space-between" mb={6}>
          <Title order={2}>{t("overview.state")}</Title>
          <BotState state={status.state} />
        </Group>
        <Text>{t(`bot.states.${status.state}.text`)}</Text>
        {status.state === "unconnected" && (
          <Anchor component={Link} href={`${home}/settings`} mt="xs">
            {t("overview.firstToken")}
          </Anchor>
        )}
        {status.state === "revoked" && (
          <Anchor component={Link} href={`${home}/settings`} mt="xs">
            {t("overview.newToken")}
          </Anchor>
        )}
      </Card>
      {unhandled.data !== undefined && unhandled.data !== "0" && (
        <Alert variant="light" color="orange" icon={<IconMailOff />} title={unhandledNotice(unhandled.data, t)}>
          <Anchor component={Link} href={`${home}/overview/unhandled`} size="sm">
            {t("deadLetters.look")}
          </Anchor>
        </Alert>
      )}
      {status.lastError ? (
        <BotError error={status.lastError} />
      ) : (
        <Text size="sm" c="dimmed">
          {t("overview.noError")}
        </Text>
      )}
      <Card>
        <Group justify="space-between" mb={6}>
          <Title order={2}>{t("ai.instructions")}</Title>
          <Anchor component={Link} href={`${home}/ai`} size="sm">
            {t("common.edit")}
          </Anchor>
        </Group>
        {bot.systemPrompt ? (
          <Foreign multiline lineClamp={6}>
            {bot.systemPrompt}
          </Foreign>
        ) : (
          <Text c="dimmed">{t("overview.noInstructions")}</Text>
        )}
        {!bot.aiEnabled && (
          <Text size="sm" c="dimmed" mt="sm">
            {t("overview.aiOff")}
          </Text>
        )}
      </Card>
    </Stack>
  );
}

/** @param count as {@link countQuery} gives it: beyond its end nobody has counted */
const unhandledNotice = (count: string, t: TFunction): string =>
  count.endsWith("+") ? t("deadLetters.noticeMany") : t("deadLetters.notice", { count: Number(count) });
