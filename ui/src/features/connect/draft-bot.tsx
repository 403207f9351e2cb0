/** For who wants to look around before going to @BotFather: a bot that needs no more than a name. */
import { Button, Card, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { CardTitle } from "../../components/card-title.tsx";
import { Problem } from "../../components/problem.tsx";
import { useCreateDraftBot } from "./queries.ts";

export function DraftBot({ onCreated }: { onCreated: (botId: string) => void }) {
  const { t } = useTranslation();
  const create = useCreateDraftBot();
  const form = useForm({
    initialValues: { name: "" },
    validate: { name: (name) => (name.trim() === "" ? t("botSettings.noName") : null) },
  });
  return (
    <Card
      component="form"
      noValidate
      mt="lg"
      onSubmit={form.onSubmit(({ name }) => create.mutate(name.trim(), { onSuccess: (bot) => onCreated(bot.id) }))}
    >
      <Stack gap="md">
        <CardTitle title={t("connect.draft.title")}>{t("connect.draft.text")}</CardTitle>
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t("connect.draft.name")}
            maxLength={64}
            dir="auto"
            flex="1 1 220px"
            {...form.getInputProps("name")}
          />
          <Button type="submit" variant="default" loading={create.isPending} mt={{ base: 0, xs: 25 }}>
            {t("connect.draft.submit")}
          </Button>
        </Group>
        <Problem error={create.error} />
      </Stack>
    </Card>
  );
}
