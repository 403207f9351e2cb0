/** The workspace's own OpenAI key. It can be put in and taken out, never read; plans without it say which has it. */
import { Badge, Button, Card, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { UpdateTenant } from "#shared/schemas/tenant.ts";
import { tenantQuery, useUpdateTenant } from "../../api/tenant.ts";
import { Confirm } from "../../components/confirm.tsx";
import { NeedsPlan } from "../../components/needs-plan.tsx";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";

export function OpenaiKey() {
  const { t } = useTranslation();
  const { data: tenant } = useSuspenseQuery(tenantQuery);
  const allowed = tenant.plan.features.includes("own_openai_key");
  return (
    <Card>
      <Stack gap="md">
        <Group gap="sm">
          <Title order={2}>{t("settings.openaiKey")}</Title>
          {tenant.hasOpenaiApiKey && (
            <Badge variant="light" color="green" tt="none">
              {t("settings.keySet")}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t("settings.openaiKeyText")}
        </Text>
        {!allowed && <NeedsPlan feature="own_openai_key" />}
        <KeyForm allowed={allowed} present={tenant.hasOpenaiApiKey} />
      </Stack>
    </Card>
  );
}

function KeyForm({ allowed, present }: { allowed: boolean; present: boolean }) {
  const { t } = useTranslation();
  const toast = useToast();
  const update = useUpdateTenant();
  const [asked, { open, close }] = useDisclosure();
  const form = useForm({
    initialValues: { openaiApiKey: "" },
    validate: {
      openaiApiKey: (key) => (UpdateTenant.safeParse({ openaiApiKey: key }).success ? null : t("settings.badKey")),
    },
  });
  const send = (openaiApiKey: string | null) =>
    update.mutate(
      { openaiApiKey },
      {
        onSuccess: () => {
          form.reset();
          close();
          toast(t("common.saved"));
        },
      },
    );
  return (
    <form noValidate onSubmit={form.onSubmit(({ openaiApiKey }) => send(openaiApiKey.trim()))}>
      <Stack gap="md" maw={520}>
        {allowed && (
          <PasswordInput
            label={t(present ? "settings.replaceKey" : "settings.newKey")}
            placeholder="sk-…"
            autoComplete="off"
            visibilityToggleButtonProps={{ "aria-label": t("settings.showKey") }}
            {...form.getInputProps("openaiApiKey")}
          />
        )}
        <Problem error={update.error} />
        <Group gap="sm">
          {allowed && (
            <Button type="submit" loading={update.isPending}>
              {t("settings.saveKey")}
            </Button>
          )}
          {present && (
            <Button variant="subtle" color="red" onClick={open}>
              {t("settings.removeKey")}
            </Button>
          )}
        </Group>
      </Stack>
      <Confirm
        opened={asked}
        title={t("settings.removeKey")}
        confirm={t("settings.removeKey")}
        loading={update.isPending}
        onConfirm={() => send(null)}
        onClose={close}
      >
        {t("settings.removeKeyText")}
      </Confirm>
    </form>
  );
}
