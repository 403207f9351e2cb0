/** What the bot says and how: instructions and messages at the left, a test chat with the unsaved ones beside. */
import { Box, Card, Stack, Switch, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots.ts";
import classes from "../../components/beside.module.css";
import { Problem } from "../../components/problem.tsx";
import { PromptExamples } from "../../components/prompt-examples.tsx";
import { PromptField } from "../../components/prompt-field.tsx";
import { SaveBar } from "../../components/save-bar.tsx";
import { TestChat } from "../../components/test-chat.tsx";
import { TranslatedField } from "../../components/translated-field.tsx";
import { readAi, writeAi } from "./ai-values.ts";
import { useBotForm } from "./bot-form.ts";
import { ModelFields } from "./model-fields.tsx";

export function Ai({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const { form, submit, dirty, saving, error } = useBotForm({
    bot,
    read: readAi,
    write: writeAi,
    validate: { aiModel: (model: string) => (model.trim() === "" ? t("ai.noModel") : null) },
  });
  return (
    <div className={classes.columns}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="lg">
          <Card>
            <Stack gap="md">
              <Switch
                label={t("ai.enabled")}
                description={t("ai.enabledText")}
                {...form.getInputProps("aiEnabled", { type: "checkbox" })}
              />
              <PromptField
                label={t("ai.instructions")}
                description={t("ai.instructionsText")}
                minRows={8}
                maxRows={24}
                {...form.getInputProps("systemPrompt")}
              />
              {form.values.systemPrompt === "" && (
                <PromptExamples onPick={(prompt) => form.setFieldValue("systemPrompt", prompt)} />
              )}
              <ModelFields form={form} />
            </Stack>
          </Card>
          <Card>
            <Title order={2} mb="md">
              {t("ai.messages")}
            </Title>
            <Stack gap="md">
              <TranslatedField
                label={t("ai.welcome")}
                description={t("ai.welcomeText")}
                placeholder={t("ai.builtIn")}
                maxLength={4096}
                path="welcomeMessage"
                value={form.values.welcomeMessage}
                error={form.errors.welcomeMessage}
                onChange={(text) => form.setFieldValue("welcomeMessage", text)}
                translations={form.values.welcomeMessages}
                onTranslate={(texts) => form.setFieldValue("welcomeMessages", texts)}
              />
              <TranslatedField
                label={t("ai.fallback")}
                description={t("ai.fallbackText")}
                placeholder={t("ai.builtIn")}
                maxLength={4096}
                path="fallbackMessage"
                value={form.values.fallbackMessage}
                error={form.errors.fallbackMessage}
                onChange={(text) => form.setFieldValue("fallbackMessage", text)}
                translations={form.values.fallbackMessages}
                onTranslate={(texts) => form.setFieldValue("fallbackMessages", texts)}
              />
            </Stack>
          </Card>
          <Problem error={error} />
          <div className={classes.save} data-dirty={dirty || undefined}>
            <SaveBar dirty={dirty} saving={saving} onReset={form.reset} />
          </div>
        </Stack>
      </form>
      <Box className={classes.beside}>
        <Title order={2} mb={4}>
          {t("test.title")}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t("test.text")}
        </Text>
        <TestChat botId={botId} systemPrompt={form.values.systemPrompt} height={380} />
      </Box>
    </div>
  );
}
