/** One line on how a bot is doing: when Telegram last answered, and what waits. */
import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BotStatus } from "#shared/schemas/bot.ts";
import { Ago } from "./ago.tsx";

export function BotHealth({ status }: { status: BotStatus }) {
  const { t } = useTranslation();
  return (
    <Group gap="0 10px" c="dimmed" fz="sm">
      <Text component="span" inherit>
        {status.lastPollAt ? (
          <>
            {t("bot.answered")} <Ago at={status.lastPollAt} />
          </>
        ) : (
          t("bot.neverAnswered")
        )}
      </Text>
      {status.pending > 0 && (
        <Text component="span" inherit>
          {t("bot.pending", { count: status.pending })}
        </Text>
      )}
    </Group>
  );
}
