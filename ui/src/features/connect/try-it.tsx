/** The third step: ask the bot something before anybody else does. */
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { botQuery } from "../../api/bots.ts";
import { tenantQuery } from "../../api/tenant.ts";
import { TestChat } from "../../components/test-chat.tsx";

interface Props {
  botId: string;
  onBack: () => void;
  onNext: () => void;
}

export function TryIt({ botId, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const { data: tenant } = useSuspenseQuery(tenantQuery);
  const noKey = !tenant.hasOpenaiApiKey && !(tenant.usePlatformKey && tenant.platformKeyAvailable);
  return (
    <Stack gap="md">
      <Text>{t("connect.try.text")}</Text>
      {noKey && (
        <Text size="sm" c="dimmed">
          {t("connect.try.noKey")}{" "}
          <Anchor component={Link} href="/settings/workspace" inherit>
            {t("connect.try.addKey")}
          </Anchor>
        </Text>
      )}
      <TestChat botId={botId} systemPrompt={bot.systemPrompt} />
      <Group>
        <Button size="md" onClick={onNext}>
          {t("common.next")}
        </Button>
        <Button size="md" variant="subtle" color="gray" onClick={onBack}>
          {t("connect.try.back")}
        </Button>
      </Group>
    </Stack>
  );
}
