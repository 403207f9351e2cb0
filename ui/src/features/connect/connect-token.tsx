/** The first step: how to get a token, and where to put it. */
import { Anchor, Card, Code, List, Text, Title } from "@mantine/core";
import { Trans, useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { LimitNotice } from "./limit-notice.tsx";
import { Steps } from "./steps.tsx";
import { TokenForm } from "./token-form.tsx";

export function ConnectToken() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
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
        <TokenForm onConnected={(botId) => navigate(`/bots/${botId}/setup/instructions`)} />
      </Card>
    </Steps>
  );
}
