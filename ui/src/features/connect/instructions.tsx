/** The second step: what the bot is to say, with examples to begin from. */
import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery, useUpdateBot } from "../../api/bots.ts";
import { handleOf } from "../../components/bot-handle.ts";
import { Problem } from "../../components/problem.tsx";
import { PromptExamples } from "../../components/prompt-examples.tsx";
import { PromptField } from "../../components/prompt-field.tsx";

export function Instructions({ botId, onNext }: { botId: string; onNext: () => void }) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const [prompt, setPrompt] = useState(bot.systemPrompt);
  const update = useUpdateBot(botId);
  const submit = () => {
    if (prompt === bot.systemPrompt) return onNext();
    update.mutate({ systemPrompt: prompt }, { onSuccess: onNext });
  };
  return (
    <Card
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        <Text>
          {t(bot.username === null ? "connect.instructions.draft" : "connect.instructions.text", {
            bot: handleOf(bot),
          })}
        </Text>
        <PromptExamples onPick={setPrompt} />
        <PromptField
          label={t("ai.instructions")}
          description={t("ai.instructionsText")}
          minRows={7}
          autoFocus
          value={prompt}
          onChange={(event) => setPrompt(event.currentTarget.value)}
        />
        <Problem error={update.error} />
        <Group>
          <Button type="submit" size="md" loading={update.isPending}>
            {t("common.next")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
