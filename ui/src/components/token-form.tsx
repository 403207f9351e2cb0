/** Takes the token. What the server finds wrong with it stands at the field; a foreign webhook can be replaced. */
import { Alert, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconWebhook } from "@tabler/icons-react";
import type { UseMutationResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import { TelegramToken } from "#shared/schemas/telegram-token.ts";
import { isCode } from "../api/api-error.ts";
import { useErrorText } from "./error-text.ts";
import { Problem } from "./problem.tsx";

export interface NewToken {
  token: string;
  /** Removes the webhook that another program has set. */
  replaceWebhook: boolean;
}

interface Props {
  connect: UseMutationResult<Bot, Error, NewToken>;
  autoFocus?: boolean;
  onConnected?: (botId: string) => void;
}

export function TokenForm({ connect, autoFocus = false, onConnected = () => {} }: Props) {
  const { t, i18n } = useTranslation();
  const errorText = useErrorText();
  const form = useForm({
    initialValues: { token: "" },
    validate: { token: (token) => (TelegramToken.safeParse(token).success ? null : t("connect.token.malformed")) },
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
          autoFocus={autoFocus}
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
