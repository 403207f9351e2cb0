/** Gives a bot that was made without a token its first one. */
import { Anchor, Card, Stack } from "@mantine/core";
import { Trans, useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import { CardTitle } from "../../components/card-title.tsx";
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
        <CardTitle title={t("botSettings.firstToken")}>
          {t("botSettings.firstTokenText")}{" "}
          <Trans
            i18nKey="connect.how.open"
            components={{ a: <Anchor href="https://t.me/BotFather" target="_blank" rel="noreferrer" inherit /> }}
          />
        </CardTitle>
        <TokenForm connect={connect} />
      </Stack>
    </Card>
  );
}
