/** The last step: write to the bot. The tick turns green when the first message has arrived. */
import { Alert, Button, Card, Group, Loader, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconBrandTelegram, IconCheck } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Bot } from "#shared/schemas/bot.ts";
import { botQuery } from "../../api/bots.ts";
import { BotError } from "../../components/bot-error.tsx";
import { BotState } from "../../components/bot-state.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { SwitchBot } from "../../components/switch-bot.tsx";
import { firstConversationQuery } from "./queries.ts";

export function Done({ botId }: { botId: string }) {
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  return bot.username === null ? <DoneWithoutToken bot={bot} /> : <FirstMessage bot={bot} username={bot.username} />;
}

function DoneWithoutToken({ bot }: { bot: Bot }) {
  const { t } = useTranslation();
  const home = `/bots/${bot.id}`;
  return (
    <Card padding="xl">
      <Stack align="center" gap="md" ta="center" py="lg">
        <ThemeIcon size={76} radius="50%" color="green">
          <IconCheck size={40} aria-hidden />
        </ThemeIcon>
        <div>
          <Title order={2}>{t("connect.done.draft", { bot: bot.name })}</Title>
          <Text c="dimmed" mt={4} maw={440}>
            {t("connect.done.draftText")}
          </Text>
        </div>
        <Group justify="center" gap="sm">
          <Button component={Link} href={home} size="md">
            {t("connect.done.page")}
          </Button>
          <Button component={Link} href={`${home}/settings`} size="md" variant="default">
            {t("connect.done.giveToken")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

function FirstMessage({ bot, username }: { bot: Bot; username: string }) {
  const { t } = useTranslation();
  const botId = bot.id;
  const { data: conversation } = useQuery(firstConversationQuery(botId));
  const arrived = Boolean(conversation);
  return (
    <Card padding="xl">
      <Stack align="center" gap="md" ta="center" py="lg">
        <ThemeIcon size={76} radius="50%" color={arrived ? "green" : "gray"} variant={arrived ? "filled" : "light"}>
          {arrived ? <IconCheck size={40} aria-hidden /> : <Loader color="gray" size="sm" aria-hidden />}
        </ThemeIcon>
        <div role="status">
          <Title order={2}>{t(arrived ? "connect.done.arrived" : "connect.done.write", { bot: `@${username}` })}</Title>
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
            href={`https://t.me/${username}`}
            target="_blank"
            rel="noreferrer"
            size="md"
            variant={arrived ? "default" : "filled"}
            leftSection={<IconBrandTelegram size={20} aria-hidden />}
          >
            {t("connect.done.open", { bot: `@${username}` })}
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
