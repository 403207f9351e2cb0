/** Gives a bot that was made without a token its first one. */
import { Anchor, Card, Stack, Text, Title } from "@mantine/core";
import { Trans, useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import { useToast } from "../../components/toast.tsx";
import { TokenForm } from "../../components/token-form.tsx";
import { useFirstToken } from "./queries.ts";

export function FirstToken({ bot }: { bot: Bot }) {
  const { t } = useTranslation();
  const toast = useToast();
  const connect = useFirstToken(bot.id, () => toast(t("botSettings.connected")));
  return (
    <Card>
      <Stack gap="md">
        <div>
          <Title order={2}>{t("botSettings.firstToken")}</Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t("botSettings.firstTokenText")}{" "}
            <Trans
              i18nKey="connect.how.open"
              components={{ a: <Anchor href="https://t.me/BotFather" target="_blank" rel="noreferrer" inherit /> }}
            />
          </Text>
        </div>
        <TokenForm connect={connect} />
      </Stack>
    </Card>
  );
}
