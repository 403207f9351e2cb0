/** A bot's name and description, its token, and its end. */
import { Button, Card, Group, Stack, Textarea, TextInput, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Bot } from "#shared/schemas/bot.ts";
import { botQuery } from "../../api/bots.ts";
import { CardTitle } from "../../components/card-title.tsx";
import { Problem } from "../../components/problem.tsx";
import { SaveBar } from "../../components/save-bar.tsx";
import { useBotForm } from "./bot-form.ts";
import { DangerZone } from "./danger-zone.tsx";
import { FirstToken } from "./first-token.tsx";
import { MenuButtonCard } from "./menu-button-card.tsx";
import { TokenCard } from "./token-card.tsx";

const read = (bot: Bot) => ({ name: bot.name, description: bot.description ?? "" });

export function BotSettings({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const { form, submit, dirty, saving, error } = useBotForm({
    bot,
    read,
    write: ({ name, description }) => ({
      ...(name !== undefined && { name: name.trim() }),
      ...(description !== undefined && { description: description.trim() || null }),
    }),
    validate: { name: (name: string) => (name.trim() === "" ? t("botSettings.noName") : null) },
  });
  return (
    <Stack gap="lg" maw={720}>
      <Card
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <Title order={2}>{t("botSettings.title")}</Title>
          <TextInput
            label={t("botSettings.name")}
            description={t("botSettings.nameText")}
            maxLength={64}
            dir="auto"
            {...form.getInputProps("name")}
          />
          <Textarea
            label={t("botSettings.description")}
            description={t("botSettings.descriptionText")}
            maxLength={512}
            dir="auto"
            {...form.getInputProps("description")}
          />
          <Problem error={error} />
          <SaveBar dirty={dirty} saving={saving} onReset={form.reset} />
        </Stack>
      </Card>
      <MenuButtonCard bot={bot} />
      <Card>
        <Group justify="space-between" gap="md">
          <CardTitle title={t("sentences.title")} flex="1 1 280px">
            {t("sentences.about")}
          </CardTitle>
          <Button component={Link} href={`/bots/${botId}/settings/sentences`} variant="default">
            {t("sentences.open")}
          </Button>
        </Group>
      </Card>
      {bot.username === null ? <FirstToken bot={bot} /> : <TokenCard bot={bot} />}
      <DangerZone bot={bot} />
    </Stack>
  );
}
