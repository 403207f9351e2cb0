/** Puts a new token in the place of the old one; the server takes only one of the same bot. */
import { Button, Card, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import { TelegramToken } from "#shared/schemas/telegram-token.ts";
import { isCode } from "../../api/api-error.ts";
import { useUpdateBot } from "../../api/bots.ts";
import { handleOf } from "../../components/bot-handle.ts";
import { CardTitle } from "../../components/card-title.tsx";
import { useErrorText } from "../../components/error-text.ts";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";

export function TokenCard({ bot }: { bot: Bot }) {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const errorText = useErrorText();
  const update = useUpdateBot(bot.id);
  const form = useForm({
    initialValues: { token: "" },
    validate: { token: (token) => (TelegramToken.safeParse(token).success ? null : t("connect.token.malformed")) },
    onValuesChange: () => update.reset(),
  });
  const own = i18n.language === "en" ? undefined : { invalid: t("botSettings.wrongToken") };
  const refused = isCode(update.error, "invalid") || isCode(update.error, "conflict");
  const send = ({ token }: { token: string }) =>
    update.mutate(
      { token: token.trim() },
      {
        onSuccess: () => {
          form.reset();
          toast(t("botSettings.tokenReplaced"));
        },
      },
    );
  return (
    <Card component="form" noValidate onSubmit={form.onSubmit(send)}>
      <Stack gap="md">
        <CardTitle title={t("botSettings.token")}>{t("botSettings.tokenText", { bot: handleOf(bot) })}</CardTitle>
        <PasswordInput
          label={t("botSettings.newToken")}
          placeholder="123456789:AAH…"
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t("connect.token.show") }}
          {...form.getInputProps("token")}
          error={form.errors.token ?? (refused ? errorText(update.error, own) : null)}
        />
        {!refused && <Problem error={update.error} />}
        <Group>
          <Button type="submit" variant="default" loading={update.isPending}>
            {t("botSettings.replaceToken")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
