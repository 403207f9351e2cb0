/** The first step: how to get a token, and where to put it. */
import { Anchor, Card, Code, List, Text, Title } from "@mantine/core";
import { Trans, useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { TokenForm } from "../../components/token-form.tsx";
import { DraftBot } from "./draft-bot.tsx";
import { LimitNotice } from "./limit-notice.tsx";
import { useConnectBot } from "./queries.ts";
import { Steps } from "./steps.tsx";

export function ConnectToken() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const connect = useConnectBot();
  const begin = (botId: string) => navigate(`/bots/${botId}/setup/instructions`);
  return (
    <Steps step="token">
      <LimitNotice />
      <Card mb="lg">
        <Title order={2} mb="sm">
          {t("connect.how.title")}
        </Title>
        <List type="ordered" spacing="xs">
          <List.Item>
            <Trans
              i18nKey="connect.how.open"
              components={{ a: <Anchor href="https://t.me/BotFather" target="_blank" rel="noreferrer" /> }}
            />
          </List.Item>
          <List.Item>
            <Trans i18nKey="connect.how.send" components={{ code: <Code /> }} />
          </List.Item>
          <List.Item>
            <Trans i18nKey="connect.how.copy" components={{ code: <Code style={{ overflowWrap: "anywhere" }} /> }} />
          </List.Item>
        </List>
        <Text size="sm" c="dimmed" mt="sm">
          {t("connect.how.existing")}
        </Text>
      </Card>
      <Card>
        <TokenForm connect={connect} autoFocus onConnected={begin} />
      </Card>
      <DraftBot onCreated={begin} />
    </Steps>
  );
}
