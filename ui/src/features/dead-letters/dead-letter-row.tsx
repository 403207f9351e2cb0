/** One message that could not be handled: whose it is, what it says, why it failed. */
import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeadLetter } from "#shared/schemas/dead-letter.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { FromTestChat } from "../../components/from-test-chat.tsx";
import { Moment } from "../../components/moment.tsx";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";
import classes from "./dead-letters.module.css";
import { useDelete, useTryAgain } from "./queries.ts";

const named = ["message", "callback_query", "botfactory"] as const;
const isNamed = (kind: string): kind is (typeof named)[number] => (named as readonly string[]).includes(kind);

export function DeadLetterRow({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [deleting, setDeleting] = useState(false);
  const again = useTryAgain(letter.botId);
  const removal = useDelete(letter.botId);
  const { id, kind, from, text, preview, error, attempts, receivedAt } = letter;
  const what = isNamed(kind) ? t(`deadLetters.kinds.${kind}`) : t("deadLetters.kinds.other", { kind });
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Group gap="xs" justify="space-between">
          <Text size="sm" fw={550} component="div">
            {from === null ? what : <Foreign inherit>{from}</Foreign>}
            {preview && <FromTestChat />}
          </Text>
          <Text size="xs" c="dimmed">
            <Moment at={receivedAt} />
          </Text>
        </Group>
        {text !== null && (
          <Foreign size="sm" lineClamp={3} multiline>
            {text}
          </Foreign>
        )}
        {text === null && from !== null && (
          <Text size="sm" c="dimmed">
            {what}
          </Text>
        )}
        <Text size="xs" c="dimmed" mt={6}>
          {t("deadLetters.attempts", { count: attempts })}{" "}
          <Foreign size="xs" ff="monospace">
            {error}
          </Foreign>
        </Text>
        <Problem error={again.error ?? removal.error} />
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button
          variant="default"
          size="xs"
          loading={again.isPending}
          onClick={() => again.mutate(id, { onSuccess: () => toast(t("deadLetters.tried")) })}
        >
          {t("deadLetters.tryAgain")}
        </Button>
        <Tooltip label={t("common.delete")}>
          <ActionIcon
            variant="subtle"
            color="red"
            size={30}
            aria-label={t("deadLetters.delete")}
            onClick={() => setDeleting(true)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Confirm
        opened={deleting}
        title={t("deadLetters.deleteQuestion")}
        confirm={t("common.delete")}
        loading={removal.isPending}
        onClose={() => setDeleting(false)}
        onConfirm={() => removal.mutate(id, { onSettled: () => setDeleting(false) })}
      >
        {t("deadLetters.deleteText")}
      </Confirm>
    </li>
  );
}
