/** A whole delivery: what was sent, what each attempt was answered, and a way to send it once more. */
import { Button, Code, Drawer, Group, Stack, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DeliveryAttempt } from "#shared/schemas/webhook-delivery.ts";
import { CopyLine } from "../../components/copy-line.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { FromTestChat } from "../../components/from-test-chat.tsx";
import { Problem } from "../../components/problem.tsx";
import { Section } from "../../components/section.tsx";
import { FormSkeleton } from "../../components/skeletons.tsx";
import { useToast } from "../../components/toast.tsx";
import classes from "./deliveries.module.css";
import { DeliveryState } from "./delivery-state.tsx";
import { deliveryQuery, useSendAgain } from "./queries.ts";

interface Props {
  botId: string;
  /** `null`: the drawer is closed. */
  id: string | null;
  onClose: () => void;
}

export function DeliveryDrawer({ botId, id, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={620}
      title={t("deliveries.one")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {id !== null && (
        <Section key={id} fallback={<FormSkeleton />}>
          <Whole botId={botId} id={id} />
        </Section>
      )}
    </Drawer>
  );
}

function Whole({ botId, id }: { botId: string; id: string }) {
  const { t } = useTranslation();
  const toast = useToast();
  const moment = useMoment();
  const { data: delivery } = useSuspenseQuery(deliveryQuery(id));
  const again = useSendAgain(botId);
  const { state, event, url, preview, payload, attempts, nextAttemptAt, createdAt } = delivery;
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <DeliveryState state={state} />
          <Text size="sm" fw={550}>
            {t(`deliveries.events.${event === "command" ? "command" : "form"}`)}
            {preview && <FromTestChat />}
          </Text>
        </Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={again.isPending}
          onClick={() => again.mutate(id, { onSuccess: () => toast(t("deliveries.sentAgain")) })}
        >
          {t("deliveries.sendAgain")}
        </Button>
      </Group>
      <Problem error={again.error} />
      <Text size="sm" c="dimmed">
        {t(`deliveries.stateTexts.${state}`)}
        {state === "pending" && nextAttemptAt && ` ${t("deliveries.next", { when: moment(nextAttemptAt) })}`}
      </Text>
      <div>
        <Title order={3} mb="xs">
          {t("deliveries.request")}
        </Title>
        <Text size="xs" c="dimmed" mb={6}>
          {t("deliveries.made", { when: moment(createdAt) })}
        </Text>
        <Foreign size="sm" ff="monospace" display="block" mb={6}>
          {`POST ${url}`}
        </Foreign>
        <CopyLine value={`webhook-id: ${id}`} label={t("deliveries.copyId")} />
        <Code block mt={6} className={classes.code!} tabIndex={0} aria-label={t("deliveries.body")}>
          {JSON.stringify(payload, null, 2)}
        </Code>
      </div>
      <div>
        <Title order={3} mb="xs">
          {t("deliveries.attemptsTitle")}
        </Title>
        {attempts.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("deliveries.noAttempts")}
          </Text>
        )}
        <Stack gap="md" component="ol" m={0} p={0} style={{ listStyle: "none" }}>
          {attempts.toReversed().map((attempt) => (
            <Attempt key={attempt.at} attempt={attempt} />
          ))}
        </Stack>
      </div>
    </Stack>
  );
}

function Attempt({ attempt: { at, durationMs, status, answer, error } }: { attempt: DeliveryAttempt }) {
  const { t } = useTranslation();
  const moment = useMoment();
  const good = error === null && status !== null;
  return (
    <li className={classes.attempt}>
      <Group gap="sm" justify="space-between">
        <Text size="sm" fw={600} c={good ? undefined : "red"}>
          {status === null ? t("deliveries.noAnswer") : t("deliveries.status", { status })}
        </Text>
        <Text size="xs" c="dimmed">
          {moment(at)} · {t("test.seconds", { seconds: (durationMs / 1_000).toFixed(durationMs < 1_000 ? 2 : 1) })}
        </Text>
      </Group>
      {error && (
        <Foreign size="sm" display="block" mt={4}>
          {error}
        </Foreign>
      )}
      {answer !== null && answer !== "" && (
        <Code block mt={6} className={classes.code!} tabIndex={0} aria-label={t("deliveries.answer")}>
          {answer}
        </Code>
      )}
    </li>
  );
}

function useMoment(): (at: string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "medium" });
  return (at) => format.format(new Date(at));
}
