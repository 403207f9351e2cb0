/** Whether bots may answer with the key that the operator of this installation pays for. */
import { Card, Stack, Switch, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tenantQuery, useUpdateTenant } from "../../api/tenant.ts";
import { Problem } from "../../components/problem.tsx";

export function PlatformKey() {
  const { t } = useTranslation();
  const { data: tenant } = useSuspenseQuery(tenantQuery);
  const update = useUpdateTenant();
  return (
    <Card>
      <Stack gap="md">
        <Title order={2}>{t("settings.platformKey")}</Title>
        {tenant.platformKeyAvailable ? (
          <Switch
            label={t("settings.usePlatformKey")}
            description={t("settings.usePlatformKeyText")}
            checked={
              update.isPending ? (update.variables.usePlatformKey ?? tenant.usePlatformKey) : tenant.usePlatformKey
            }
            onChange={(event) => update.mutate({ usePlatformKey: event.currentTarget.checked })}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {t("settings.noPlatformKey")}
          </Text>
        )}
        <Problem error={update.error} />
      </Stack>
    </Card>
  );
}
