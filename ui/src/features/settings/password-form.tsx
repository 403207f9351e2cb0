/** Changes the password; other devices may be signed out with it. */
import { Button, Card, Checkbox, Group, PasswordInput, Stack, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { isCode } from "../../api/api-error.ts";
import { focusFirstError } from "../../components/focus-first-error.ts";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";
import { useChangePassword } from "./queries.ts";

const minLength = 10;
const maxLength = 128;

export function PasswordForm() {
  const { t } = useTranslation();
  const toast = useToast();
  const change = useChangePassword();
  const form = useForm({
    initialValues: { currentPassword: "", newPassword: "", revokeOtherSessions: true },
    validate: {
      currentPassword: (password) => (password === "" ? t("settings.noCurrent") : null),
      newPassword: (password) => {
        if (password.length < minLength) return t("auth.rules.short");
        return password.length > maxLength ? t("auth.rules.long") : null;
      },
    },
    onValuesChange: () => change.isError && change.reset(),
  });
  const wrong = isCode(change.error, "INVALID_PASSWORD");
  const send = (values: typeof form.values) =>
    change.mutate(values, {
      onSuccess: () => {
        form.reset();
        toast(t("settings.passwordChanged"));
      },
    });
  const show = { "aria-label": t("auth.showPassword") };
  return (
    <Card component="form" noValidate onSubmit={form.onSubmit(send, focusFirstError(form))}>
      <Stack gap="md" maw={420}>
        <Title order={2}>{t("settings.password")}</Title>
        <PasswordInput
          label={t("settings.currentPassword")}
          autoComplete="current-password"
          visibilityToggleButtonProps={show}
          {...form.getInputProps("currentPassword")}
          error={form.errors.currentPassword ?? (wrong ? t("settings.wrongPassword") : null)}
        />
        <PasswordInput
          label={t("settings.newPassword")}
          description={t("auth.rules.text")}
          autoComplete="new-password"
          visibilityToggleButtonProps={show}
          {...form.getInputProps("newPassword")}
        />
        <Checkbox
          label={t("settings.signOutOthers")}
          {...form.getInputProps("revokeOtherSessions", { type: "checkbox" })}
        />
        {!wrong && <Problem error={change.error} />}
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t("settings.changePassword")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
