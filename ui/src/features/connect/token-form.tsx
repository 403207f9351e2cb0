/** Takes the token. What the server finds wrong with it stands at the field; a foreign webhook can be replaced. */
import { Alert, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconWebhook } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CreateBot } from "#shared/schemas/bot.ts";
import { isCode } from "../../api/api-error.ts";
import { useErrorText } from "../../components/error-text.ts";
import { Problem } from "../../components/problem.tsx";
import { useConnectBot } from "./queries.ts";

export function TokenForm({ onConnected }: { onConnected: (botId: string) => void }) {
  const { t, i18n } = useTranslation();
  const errorText = useErrorText();
  const connect = useConnectBot();
  const form = useForm({
    initialValues: { token: "" },
    validate: { token: (token) => (CreateBot.safeParse({ token }).success ? null : t("connect.token.malformed")) },
    onValuesChange: () => connect.reset(),
  });
  const send = (replaceWebhook: boolean) =>
    connect.mutate({ token: form.values.token.trim(), replaceWebhook }, { onSuccess: (bot) => onConnected(bot.id) });

  const own: Record<string, string> =
    i18n.language === "en" ? {} : { invalid: t("connect.token.wrong"), conflict: t("connect.token.taken") };
  const atField = isCode(connect.error, "invalid") || isCode(connect.error, "conflict");
  const webhook = isCode(connect.error, "webhook_set");
  return (
    <form noValidate onSubmit={form.onSubmit(() => send(false))}>
      <Stack gap="md">
        <PasswordInput
          label={t("connect.token.label")}
          description={t("connect.token.description")}
          placeholder="123456789:AAH…"
          size="md"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          visibilityToggleButtonProps={{ "aria-label": t("connect.token.show") }}
          {...form.getInputProps("token")}
          error={form.errors.token ?? (atField ? errorText(connect.error, own) : null)}
        />
        {webhook ? (
          <Alert role="alert" variant="light" color="yellow" icon={<IconWebhook />} title={t("connect.webhook.title")}>
            <Text size="sm">{t("connect.webhook.text")}</Text>
            <Button mt="sm" onClick={() => send(true)} loading={connect.isPending}>
              {t("connect.webhook.replace")}
            </Button>
          </Alert>
        ) : (
          !atField && <Problem error={connect.error} />
        )}
        {!webhook && (
          <Group>
            <Button type="submit" size="md" loading={connect.isPending}>
              {t("connect.token.submit")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
