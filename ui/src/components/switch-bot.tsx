/** Starts or stops a bot, and says so if that is refused. */
import { Button, Stack } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import { useSwitchBot } from "../api/bots.ts";
import { Problem } from "./problem.tsx";

export function SwitchBot({ bot }: { bot: Bot }) {
  const { t } = useTranslation();
  const change = useSwitchBot(bot.id);
  return (
    <Stack gap="xs" maw={420}>
      {bot.isActive ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          loading={change.isPending}
          onClick={() => change.mutate("stop")}
        >
          {t("bot.stop")}
        </Button>
      ) : (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={change.isPending}
          onClick={() => change.mutate("start")}
        >
          {t("bot.start")}
        </Button>
      )}
      <Problem error={change.error} />
    </Stack>
  );
}
