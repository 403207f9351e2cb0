/** A bot's forms: what each asks, how many have answered, and the link that opens it. */
import { Button, Center, Group, Stack, Text } from "@mantine/core";
import { IconForms, IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { botQuery } from "../../api/bots.ts";
import { formsQuery } from "../../api/forms.ts";
import { useHasFeature } from "../../api/tenant.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { NeedsPlan } from "../../components/needs-plan.tsx";
import { RowList } from "../../components/row-list.tsx";
import { FormRow } from "./form-row.tsx";
import { TemplateChoice } from "./template-choice.tsx";

export function Forms({ botId }: { botId: string }) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const { data: forms } = useSuspenseQuery(formsQuery(botId));
  const allowed = useHasFeature("forms");
  if (forms.length === 0 && !allowed)
    return (
      <EmptyState icon={IconForms} title={t("forms.noPlan")} action={<NeedsPlan feature="forms" />}>
        {t("forms.text")}
      </EmptyState>
    );
  if (forms.length === 0)
    return (
      <Stack gap={0} pb="xl">
        <EmptyState icon={IconForms} title={t("forms.empty.title")}>
          {t("forms.empty.text")}
        </EmptyState>
        <Center mt={-20}>
          <TemplateChoice botId={botId} />
        </Center>
      </Stack>
    );
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" maw={560}>
          {t("forms.text")}
        </Text>
        {allowed && (
          <Button component={Link} href={`/bots/${botId}/forms/new`} leftSection={<IconPlus size={17} aria-hidden />}>
            {t("forms.add")}
          </Button>
        )}
      </Group>
      {!allowed && <NeedsPlan feature="forms">{t("forms.keptWithout")}</NeedsPlan>}
      <RowList label={t("bot.tabs.forms")}>
        {forms.map((form) => (
          <FormRow key={form.id} bot={bot} form={form} />
        ))}
      </RowList>
    </Stack>
  );
}
