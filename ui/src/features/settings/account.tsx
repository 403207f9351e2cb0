/** The person's own settings: how the page looks, the password, where they are signed in. */
import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ColorSchemeSwitch } from "../../components/color-scheme-switch.tsx";
import { LanguageSwitch } from "../../components/language-switch.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Sessions } from "./sessions.tsx";

export function Account() {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <Card>
        <Title order={2} mb="md">
          {t("settings.look")}
        </Title>
        <Stack gap="md">
          <Group justify="space-between" gap="sm">
            <Text size="sm">{t("common.language")}</Text>
            <LanguageSwitch />
          </Group>
          <Group justify="space-between" gap="sm">
            <Text size="sm">{t("scheme.label")}</Text>
            <ColorSchemeSwitch words />
          </Group>
        </Stack>
      </Card>
      <PasswordForm />
      <Sessions />
    </Stack>
  );
}
