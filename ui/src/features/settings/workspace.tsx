/** The workspace's own settings: its name, and which key pays for the AI. */
import { Button, Card, Group, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tenantQuery, useUpdateTenant } from "../../api/tenant.ts";
import { useLeaveGuard } from "../../components/leave-guard.tsx";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";
import { OpenaiKey } from "./openai-key.tsx";
import { PlatformKey } from "./platform-key.tsx";

export function Workspace() {
  return (
    <Stack gap="lg">
      <Name />
      <PlatformKey />
      <OpenaiKey />
    </Stack>
  );
}

function Name() {
  const { t } = useTranslation();
  const toast = useToast();
  const { data: tenant } = useSuspenseQuery(tenantQuery);
  const update = useUpdateTenant();
  const form = useForm({
    initialValues: { name: tenant.name },
    validate: { name: (name) => (name.trim() === "" ? t("settings.noWorkspaceName") : null) },
  });
  const dirty = form.values.name.trim() !== tenant.name;
  useLeaveGuard(dirty);
  return (
    <Card
      component="form"
      noValidate
      onSubmit={form.onSubmit(({ name }) =>
        update.mutate({ name: name.trim() }, { onSuccess: () => toast(t("common.saved")) }),
      )}
    >
      <Stack gap="md" maw={420}>
        <Title order={2}>{t("settings.tabs.workspace")}</Title>
        <TextInput label={t("settings.workspaceName")} maxLength={64} dir="auto" {...form.getInputProps("name")} />
        <Problem error={update.error} />
        <Group>
          <Button type="submit" loading={update.isPending} disabled={!dirty}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
