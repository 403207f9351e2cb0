/** A bot's last error: what happened in plain words, when, and what can be done. */
import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BotError as LastError } from "#shared/schemas/bot.ts";
import { Ago } from "./ago.tsx";
import { useBotErrorText } from "./bot-error-text.ts";

export function BotError({ error }: { error: LastError }) {
  const { t } = useTranslation();
  const botErrorText = useBotErrorText();
  return (
    <Alert variant="light" color="orange" icon={<IconAlertTriangle />} title={t("bot.lastError")}>
      <Text size="sm" className="foreign" dir="auto">
        {botErrorText(error)}
      </Text>
      <Text size="xs" mt={6}>
        <Ago at={error.at} />
      </Text>
    </Alert>
  );
}
