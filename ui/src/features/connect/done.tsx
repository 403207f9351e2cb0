/** The last step: write to the bot. The tick turns green when the first message has arrived. */
import { Alert, Button, Card, Group, Loader, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconBrandTelegram, IconCheck } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { botQuery } from "../../api/bots.ts";
import { BotError } from "../../components/bot-error.tsx";
import { handleOf } from "../../components/bot-handle.ts";
import { BotState } from "../../components/bot-state.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { SwitchBot } from "../../components/switch-bot.tsx";
import { firstConversationQuery } from "./queries.ts";

export function Done({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const { data: conversation } = useQuery(firstConversationQuery(botId));
  const arrived = Boolean(conversation);
  return (
    <Card padding="xl">
      <Stack align="center" gap="md" ta="center" py="lg">
        <ThemeIcon size={76} radius="50%" color={arrived ? "green" : "gray"} variant={arrived ? "filled" : "light"}>
          {arrived ? <IconCheck size={40} aria-hidden /> : <Loader color="gray" size="sm" aria-hidden />}
        </ThemeIcon>
        <div role="status">
          <Title order={2}>{t(arrived ? "connect.done.arrived" : "connect.done.write", { bot: handleOf(bot) })}</Title>
          <Text c="dimmed" mt={4}>
            {t(arrived ? "connect.done.arrivedText" : "connect.done.waiting")}
          </Text>
        </div>
        {conversation?.lastMessage && (
          <Alert variant="light" color="green" maw={420} ta="start">
            {conversation.telegramFirstName && (
              <Foreign fw={600} size="sm">
                {conversation.telegramFirstName}
              </Foreign>
            )}
            <Foreign size="sm" display="block">
              {conversation.lastMessage}
            </Foreign>
          </Alert>
        )}
        <Group justify="center" gap="sm">
          <Button
            component="a"
            href={bot.username === null ? undefined : `https://t.me/${bot.username}`}
            target="_blank"
            rel="noreferrer"
            size="md"
            variant={arrived ? "default" : "filled"}
            leftSection={<IconBrandTelegram size={20} aria-hidden />}
          >
            {t("connect.done.open", { bot: handleOf(bot) })}
          </Button>
          <Button component={Link} href={`/bots/${botId}`} size="md" variant={arrived ? "filled" : "default"}>
            {t("connect.done.page")}
          </Button>
        </Group>
        <BotState state={bot.status.state} />
        {!bot.isActive && <SwitchBot bot={bot} />}
        {bot.status.lastError && <BotError error={bot.status.lastError} />}
      </Stack>
    </Card>
  );
}
