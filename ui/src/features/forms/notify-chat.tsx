/**
 * The chat that is told of a form's answers. It is found by a code that somebody sends to the bot from there: nobody
 * needs to know a chat's number.
 */
import { Alert, Anchor, Button, Group, List, Loader, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCircleCheck, IconMessageSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import type { ConnectCode } from "#shared/schemas/connect-code.ts";
import type { Form } from "#shared/schemas/form.ts";
import { formQuery } from "../../api/forms.ts";
import { Confirm } from "../../components/confirm.tsx";
import { CopyLine } from "../../components/copy-line.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";
import { useNow } from "../../components/use-now.ts";
import { useConnectCode, useUpdateForm } from "./queries.ts";

const everyMs = 2_000;

export function NotifyChat({ bot, form }: { bot: Bot; form: Form | null }) {
  const { t } = useTranslation();
  if (!bot.username)
    return (
      <Text size="sm" c="dimmed">
        {t("notifyChat.noToken")}
      </Text>
    );
  if (!form)
    return (
      <Text size="sm" c="dimmed">
        {t("notifyChat.saveFirst")}
      </Text>
    );
  return <Chat bot={bot} form={form} />;
}

function Chat({ bot, form: known }: { bot: Bot; form: Form }) {
  const { t } = useTranslation();
  const toast = useToast();
  const code = useConnectCode(bot.id);
  const waiting = code.data !== undefined;
  const { data: form = known } = useQuery({ ...formQuery(known.id), refetchInterval: waiting ? everyMs : false });
  const chatId = form.notificationChatId;
  const before = useRef(chatId);
  const { reset } = code;

  useEffect(() => {
    if (chatId === before.current) return;
    before.current = chatId;
    if (chatId === null) return;
    reset();
    toast(t("notifyChat.found"));
  }, [chatId, reset, toast, t]);

  return (
    <Stack gap="sm" align="flex-start">
      {chatId === null ? (
        <Text size="sm" c="dimmed">
          {t("notifyChat.none")}
        </Text>
      ) : (
        <Connected botId={bot.id} form={form} />
      )}
      {code.data ? (
        <Waiting bot={bot} code={code.data} onAgain={() => code.mutate(form.id)} />
      ) : (
        <Button
          variant="default"
          leftSection={<IconMessageSearch size={17} aria-hidden />}
          loading={code.isPending}
          onClick={() => code.mutate(form.id)}
        >
          {t(chatId === null ? "notifyChat.find" : "notifyChat.again")}
        </Button>
      )}
      <Problem error={code.error} />
    </Stack>
  );
}

function Connected({ botId, form }: { botId: string; form: Form }) {
  const { t } = useTranslation();
  const [asked, { open, close }] = useDisclosure();
  const update = useUpdateForm(botId);
  return (
    <>
      <Alert w="100%" variant="light" color="green" icon={<IconCircleCheck />}>
        <Group justify="space-between" gap="sm">
          <Text size="sm">
            {t("notifyChat.connected")}{" "}
            <Foreign inherit fw={600}>
              {form.notificationChatTitle ?? t("notifyChat.unnamedChat", { id: form.notificationChatExternalId })}
            </Foreign>
          </Text>
          <Button variant="default" size="compact-sm" onClick={open}>
            {t("notifyChat.disconnect")}
          </Button>
        </Group>
      </Alert>
      <Confirm
        opened={asked}
        title={t("notifyChat.disconnectQuestion")}
        confirm={t("notifyChat.disconnect")}
        loading={update.isPending}
        onConfirm={() => update.mutate({ id: form.id, notificationChatId: null }, { onSuccess: close })}
        onClose={close}
      >
        {t("notifyChat.disconnectText")}
        <Problem error={update.error} />
      </Confirm>
    </>
  );
}

function Waiting({ bot, code, onAgain }: { bot: Bot; code: ConnectCode; onAgain: () => void }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const ends = new Date(code.expiresAt);
  const handle = `@${bot.username}`;
  if (ends.getTime() <= now)
    return (
      <Alert w="100%" variant="light" color="yellow">
        <Text size="sm" mb="sm">
          {t("notifyChat.expired")}
        </Text>
        <Button variant="default" size="compact-sm" onClick={onAgain}>
          {t("notifyChat.newCode")}
        </Button>
      </Alert>
    );
  const time = new Intl.DateTimeFormat(i18n.language, { hour: "2-digit", minute: "2-digit" }).format(ends);
  return (
    <Alert w="100%" variant="light">
      <Stack gap="sm">
        <Text size="sm" fw={550}>
          {t("notifyChat.how")}
        </Text>
        <CopyLine value={code.message} />
        <List size="sm" spacing={4}>
          <List.Item>
            <Trans
              i18nKey="notifyChat.private"
              values={{ bot: handle }}
              components={{
                a: <Anchor href={`https://t.me/${bot.username}`} target="_blank" rel="noreferrer" inherit />,
              }}
            />
          </List.Item>
          <List.Item>{t("notifyChat.group", { bot: handle })}</List.Item>
        </List>
        <Group gap="xs" role="status">
          <Loader size={14} aria-hidden />
          <Text size="sm">
            {t("notifyChat.waiting")}{" "}
            <Text span inherit c="dimmed">
              {t("notifyChat.expires", { time })}
            </Text>
          </Text>
        </Group>
      </Stack>
    </Alert>
  );
}
